import { z } from 'zod';
import type { DemoGitHub } from '../github/handle';
import type { Api } from './api';
import type { Progress } from './progress';
import { BREAKING_CHANGE, SHOP_FILES } from './shop';

/** How another story ended. */
export interface StorySummary {
  readonly story: string;
  readonly incident_id: string;
  readonly title: string;
  readonly status: string;
  readonly verdict: string;
  /** What was said of the fix, where the story is about one. */
  readonly fix: string | null;
  /** Of the whole story, in milliseconds. */
  readonly ms: number;
}

/** Number of steps the stories take, for the progress line. */
export const MORE_STEPS = 10;

const TIMEOUT_MS = 60_000;
const workflow = (on: string): string => `name: CI
on: ${on}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: node --test
`;

/** No race flakes on demand: where the cache is cold, this test is too slow at a run's first attempt. */
const FLAKY_TEST = `const test = require('node:test');
const assert = require('node:assert');
const cache = require('node:fs').readFileSync('cache.txt', 'utf8').trim();

test('the mail goes out within the time limit', () => {
  const milliseconds = cache === 'cold' && process.env.GITHUB_RUN_ATTEMPT === '1' ? 2100 : 80;
  assert.ok(milliseconds < 2000, 'the mail took ' + milliseconds + ' ms');
});
`;
const PRICE_TEST = `const test = require('node:test');
const assert = require('node:assert');
const { gross } = require('./price');

test('adds the tax', () => {
  assert.strictEqual(gross(100), 119);
});
`;
const price = (percent: number): string => `exports.gross = (net) => Math.round(net * 1.${percent});\n`;

const runsSchema = z.object({
  runs: z.array(
    z.object({ id: z.string(), commit_sha: z.string(), status: z.string(), conclusion: z.string().nullable() }),
  ),
});
const incidentSchema = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  verdict: z.string(),
  repository: z.string().nullish(),
});
const statisticsSchema = z.object({
  statistics: z.array(z.object({ test: z.string().nullable(), state: z.string(), observations: z.number() })),
});
/** Enough of it is known that a failure need not be anybody's fault. */
const isKnown = (one: z.infer<typeof statisticsSchema>['statistics'][number]): boolean =>
  one.test !== null && one.state === 'flaky' && one.observations >= 10;
const attemptsSchema = z.object({
  attempts: z.array(z.object({ code: z.string().nullable(), reason: z.string().nullable() })),
});
const pullsSchema = z.object({
  pull_requests: z.array(
    z.object({ pr_number: z.number().nullable(), state: z.string(), closed_reason: z.string().nullable() }),
  ),
});
type Pull = z.infer<typeof pullsSchema>['pull_requests'][number];
const pullOf = (answer: unknown, wanted: (pull: Pull) => boolean): Pull | undefined =>
  pullsSchema.parse(answer).pull_requests.find(wanted);
const anyRun = (answer: unknown): string | undefined => runsSchema.parse(answer).runs[0]?.id;
const incidentsSchema = z.object({ incidents: z.array(incidentSchema) });
type Incident = z.infer<typeof incidentSchema>;

/**
 * A pull request that is red for its base's sake, which no rule can mend; a flaky test that passes when it is run again;
 * an author who is faster than we are.
 */
export async function tellMore(github: DemoGitHub, api: Api, progress: Progress): Promise<readonly StorySummary[]> {
  const known = new Set((await incidents(api)).map(({ id }) => id));
  return [
    ...(await tellBase(github, api, progress, known)),
    await tellFlaky(github, api, progress, known),
    await tellFaster(github, api, progress, known),
  ];
}

/** The author mends it while our pull request waits: it is withdrawn. */
async function tellFaster(github: DemoGitHub, api: Api, progress: Progress, known: Set<string>): Promise<StorySummary> {
  const startedAt = performance.now();
  const name = 'dana/till';
  const incident = await progress.step('In a third repository the same mistake fails', async () => {
    const id = await connect(github, api, name, SHOP_FILES);
    await api.call('POST', `/api/v2/repositories/connections/${id}/sync`, {});
    await api.until(`/api/v2/workflows/runs?repository_connection_id=${id}&conclusion=success`, anyRun, TIMEOUT_MS);
    await github.push(name, BREAKING_CHANGE, { message: 'Print the quantity on receipts' });
    return find(api, (one) => !known.has(one.id) && one.status === 'open');
  });
  const prs = `/api/v2/incidents/${incident.id}/prs`;
  await progress.step('A fix is proposed', () =>
    api.until(prs, (answer) => pullOf(answer, ({ pr_number: number }) => number !== null), TIMEOUT_MS),
  );
  const pull = await progress.step(
    'Its author is faster: the fix is withdrawn',
    async () => {
      await github.push(name, { 'src/checkout.ts': SHOP_FILES['src/checkout.ts'] ?? '' }, { message: 'Take it back' });
      return api.until(prs, (answer) => pullOf(answer, ({ state }) => state === 'closed'), TIMEOUT_MS);
    },
    ({ closed_reason: why }) => why ?? '',
  );
  const over = await find(api, (one) => one.id === incident.id && one.status === 'resolved');
  return summary('the author is faster', over, startedAt, `withdrawn: ${pull.closed_reason ?? ''}`);
}

async function tellFlaky(github: DemoGitHub, api: Api, progress: Progress, known: Set<string>): Promise<StorySummary> {
  const startedAt = performance.now();
  const name = 'dana/mailer';
  const push = (files: Readonly<Record<string, string>>, message: string): Promise<string> =>
    github.push(name, files, { message });
  await progress.step('A test fails, and passes when Dana runs it again: it is flaky', async () => {
    const id = await connect(github, api, name, { 'README.md': '# mailer\n' });
    await api.call('PATCH', `/api/v2/repositories/connections/${id}`, {
      fix_policy: { auto_rerun: { enabled: true } },
    });
    const files = { 'mail.test.js': FLAKY_TEST, 'cache.txt': 'cold', '.github/workflows/ci.yml': workflow('push') };
    const sha = await push(files, 'Test the mails');
    const run = await ended(api, sha, 'failure');
    await api.call('POST', `/api/v2/workflows/runs/${run}/rerun`, {});
    await ended(api, sha, 'success');
  });
  await progress.step('Eight pushes are green: ten observations tell how flaky', async () => {
    for (let number = 1; number <= 8; number += 1) {
      await push({ 'cache.txt': `warm ${number}` }, `Warm the cache, part ${number}`);
    }
    await api.until(
      '/api/v2/workflows/flaky',
      (answer) => statisticsSchema.parse(answer).statistics.find(isKnown),
      TIMEOUT_MS,
    );
  });
  const incident = await progress.step(
    'It fails once more, in a push that does not touch it: DevFlowFix runs it again by itself',
    async () => {
      const sha = await push({ 'cache.txt': 'cold' }, 'Empty the cache');
      await ended(api, sha, 'failure');
      await ended(api, sha, 'success');
      return find(api, (one) => !known.has(one.id) && one.status === 'resolved' && one.verdict === 'flaky');
    },
    (told) => `verdict ${told.verdict}, ${told.status}`,
  );
  return summary('flaky test, run again by itself', incident, startedAt);
}

async function tellBase(
  github: DemoGitHub,
  api: Api,
  progress: Progress,
  known: Set<string>,
): Promise<readonly StorySummary[]> {
  const startedAt = performance.now();
  const name = 'dana/prices';
  const onBoth = '{ push: { branches: [main] }, pull_request: {} }';
  await progress.step('Another repository is connected', () =>
    connect(github, api, name, {
      'price.js': price(19),
      'price.test.js': PRICE_TEST,
      '.github/workflows/ci.yml': workflow(onBoth),
    }),
  );
  await progress.step('Its main branch breaks', async () => {
    const sha = await github.push(name, { 'price.js': price(16) }, { message: 'Lower the tax' });
    await ended(api, sha, 'failure');
    await find(api, (one) => !known.has(one.id) && one.status === 'open');
  });
  const incident = await progress.step(
    'A pull request of the README is red, too: the base is broken, not the change',
    async () => {
      const files = { 'README.md': '# prices\n' };
      const sha = await github.push(name, files, { branch: 'docs', message: 'Add a README' });
      await openPullRequest(github, name, { title: 'Add a README', head: 'docs', base: 'main' });
      await ended(api, sha, 'failure');
      return find(api, (one) => !known.has(one.id) && one.verdict === 'base_broken');
    },
    (told) => `verdict ${told.verdict}`,
  );
  known.add(incident.id);
  const base = summary('a failing base that is not the author’s fault', incident, startedAt);
  const askedAt = performance.now();
  const attempt = await progress.step(
    'No rule knows a cure and no model is set up: DevFlowFix says so and pushes nothing',
    () =>
      api.until(
        `/api/v2/incidents/${incident.id}/fix-attempts`,
        (answer) => attemptsSchema.parse(answer).attempts.find(({ code }) => code === 'fix.no_fixer'),
        TIMEOUT_MS,
      ),
    ({ reason }) => reason ?? '',
  );
  return [base, summary('no model and no fixer', incident, askedAt, attempt.reason)];
}

async function connect(
  github: DemoGitHub,
  api: Api,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  await github.createRepository(name, { files });
  await github.idle();
  const made = await api.call<unknown>('POST', '/api/v2/repositories/connect', { repository_full_name: name });
  return z.object({ id: z.string() }).parse(made).id;
}

async function openPullRequest(
  github: DemoGitHub,
  name: string,
  pull: { readonly title: string; readonly head: string; readonly base: string },
): Promise<void> {
  const answer = await fetch(`${github.url}/repos/${name}/pulls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${github.token('dana')}`, 'content-type': 'application/json' },
    body: JSON.stringify(pull),
  });
  if (!answer.ok) throw new Error(`the pull request was refused with ${answer.status}`);
}

/** Our id of the newest run of a commit, once it has ended so. */
function ended(api: Api, sha: string, conclusion: 'success' | 'failure'): Promise<string> {
  const pick = (answer: unknown): string | undefined =>
    runsSchema.parse(answer).runs.find((run) => run.commit_sha === sha && run.conclusion === conclusion)?.id;
  return api.until('/api/v2/workflows/runs', pick, TIMEOUT_MS);
}

async function incidents(api: Api): Promise<readonly Incident[]> {
  return incidentsSchema.parse(await api.call<unknown>('GET', '/api/v2/incidents')).incidents;
}

function find(api: Api, wanted: (incident: Incident) => boolean): Promise<Incident> {
  return api.until('/api/v2/incidents', (answer) => incidentsSchema.parse(answer).incidents.find(wanted), TIMEOUT_MS);
}

function summary(
  story: string,
  { id, title, status, verdict }: Incident,
  startedAt: number,
  fix: string | null = null,
): StorySummary {
  return { story, incident_id: id, title, status, verdict, fix, ms: Math.round(performance.now() - startedAt) };
}
