import type { ScriptedJob, ScriptedRun } from '../../demo/github/scripted-runs';
import { incidentsOf, only, settle, type Incident, type Road } from './main-road';
import { roadForge, type AnyForge } from './roads';
import type { TestApp } from './test-app';

export interface JudgedOccurrence {
  readonly workflow_run_id: string;
  readonly run_attempt: number;
  readonly branch: string | null;
  readonly commit_sha: string;
  readonly verdict: string;
  readonly confidence: number | null;
  readonly evidence: readonly { readonly code: string; readonly run_ids: readonly string[] }[];
  readonly suspects: readonly { readonly sha: string; readonly subject: string; readonly blamed_files: string[] }[];
}

export interface JudgedIncident extends Incident {
  readonly verdict: string;
  readonly analysis: { readonly verdict: string; readonly verdict_evidence: readonly { readonly code: string }[] };
  readonly occurrences: readonly JudgedOccurrence[];
  readonly timeline: readonly { readonly type: string; readonly message: string }[];
}

export const GREEN: ScriptedJob = { name: 'build', log: 'all fine' };

/** A job that fails for the runner's sake. */
export const LOST_RUNNER: ScriptedJob = {
  name: 'build',
  conclusion: 'failure',
  log: '##[error]The hosted runner lost communication with the server. Anything in your workflow that terminates the runner process can cause this error.',
};

/** A job whose one test fails, as Jest prints it. */
export function failingTest(name = 'adds the tax'): ScriptedJob {
  const log = [
    'FAIL test/invoice.spec.ts',
    `  ● invoice › ${name}`,
    '',
    '    expect(received).toBe(expected) // Object.is equality',
    '',
    '    Expected: 119',
    '    Received: 100',
    '',
    '      at Object.<anonymous> (test/invoice.spec.ts:7:21)',
    '',
    'Tests:       1 failed, 3 passed, 4 total',
    '##[error]Process completed with exit code 1.',
  ];
  return { name: 'test', conclusion: 'failure', log: log.join('\n') };
}

/** A run, and all that follows from it. */
export async function play(
  app: TestApp,
  forge: AnyForge,
  road: Road,
  jobs: readonly ScriptedJob[],
  options: Partial<ScriptedRun> = {},
): Promise<number> {
  const id = await roadForge(forge).run({ repository: road.repository, jobs, ...options });
  await settle(app, forge);
  // Once more for the rerun that may have been asked for.
  await settle(app, forge);
  return id;
}

/** A branch with one commit, and a pull request's run of it. */
export async function playPullRequest(
  app: TestApp,
  forge: AnyForge,
  road: Road,
  jobs: readonly ScriptedJob[],
  change: { readonly branch: string; readonly file: string; readonly reruns?: readonly (readonly ScriptedJob[])[] },
): Promise<number> {
  await forge.push(road.repository, { [change.file]: `${change.branch}\n` }, { branch: change.branch });
  return play(app, forge, road, jobs, {
    branch: change.branch,
    event: 'pull_request',
    ...(change.reruns === undefined ? {} : { reruns: change.reruns }),
  });
}

/** The only incident, with its occurrences and timeline. */
export async function judged(road: Road): Promise<JudgedIncident> {
  const { id } = only(await incidentsOf(road));
  return (await road.caller.get<JudgedIncident>(`/api/v2/incidents/${id}`)).body;
}

/** The occurrence on a branch; the newest where there are several. */
export function on(incident: JudgedIncident, branch: string): JudgedOccurrence {
  const found = incident.occurrences.find((one) => one.branch === branch);
  if (found === undefined) throw new Error(`no occurrence on ${branch}`);
  return found;
}

export const codesOf = ({ evidence }: JudgedOccurrence): string[] => evidence.map(({ code }) => code);

/** Turns automatic reruns on for the road's repository. */
export async function allowReruns(road: Road, limits: Readonly<Record<string, number>> = {}): Promise<void> {
  const answer = await road.caller.patch(`/api/v2/repositories/connections/${road.connectionId}`, {
    fix_policy: { auto_rerun: { enabled: true, ...limits } },
  });
  if (answer.status !== 200) throw new Error(`changing the policy failed: ${JSON.stringify(answer.body)}`);
}

/** Asks for a rerun as a person does, and all that follows from it. */
export async function rerunByHand(app: TestApp, forge: AnyForge, road: Road, workflowRunId: string): Promise<void> {
  const answer = await road.caller.post(`/api/v2/workflows/runs/${workflowRunId}/rerun`, { failed_jobs_only: true });
  if (answer.status !== 202) throw new Error(`the rerun was refused: ${JSON.stringify(answer.body)}`);
  await settle(app, forge);
}
