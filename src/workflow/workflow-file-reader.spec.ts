import type { ForgeClient } from '../forge/forge';
import { DiagnosisRunner, type RunLogsHeld } from './diagnosis-runner';
import { WorkflowFileReader } from './workflow-file-reader';
import type { WorkflowRun } from './workflow.public';

const REPOSITORY = { externalId: '1', path: 'acme/app' };
const CI = '.github/workflows/ci.yml';
const GOOD = 'name: Good\non: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n';
const BAD = GOOD.replace('Good', 'CI').replace('runs-on', 'runs_on');

/** The part of a forge that the reader asks: the files of one commit. */
function forgeOf(files: Readonly<Record<string, string>>, told: readonly string[] = []): ForgeClient {
  const asked: Pick<ForgeClient, 'readTree' | 'readFile' | 'whyRefused'> = {
    whyRefused: () => Promise.resolve(told),
    readTree: () =>
      Promise.resolve({
        isComplete: true,
        entries: Object.keys(files).map((path) => ({
          path,
          kind: 'file',
          isExecutable: false,
          contentId: path,
          size: 1,
        })),
      }),
    readFile: (_repository, _ref, path) => {
      const text = files[path];
      return Promise.resolve(text === undefined ? null : Buffer.from(text));
    },
  };
  return asked as ForgeClient;
}

function runOf(told: Partial<WorkflowRun>): WorkflowRun {
  const run: Partial<WorkflowRun> = {
    externalId: '7',
    attempt: 1,
    workflowName: 'CI',
    workflowPath: null,
    commitSha: 'c0ffee',
    conclusion: 'startup_failure',
    url: 'https://forge.example/runs/7',
    startedAt: null,
    completedAt: null,
    ...told,
  };
  return run as WorkflowRun;
}

/** Logs that are kept instead of being read. */
class Kept implements RunLogsHeld {
  text = '';

  async add(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
    for await (const piece of bytes) this.text += Buffer.from(piece).toString();
    return 1;
  }

  causes(): Promise<never> {
    return Promise.reject(new Error('nobody asked for causes'));
  }

  diagnose(): Promise<never> {
    return Promise.reject(new Error('nobody asked for a diagnosis'));
  }
}

describe('a run that did not start', () => {
  const runner = DiagnosisRunner.with({ timeoutMs: 120_000 });
  const reader = new WorkflowFileReader(runner);

  afterAll(() => runner.onApplicationShutdown());

  it.each([
    ['whose file the forge names', { workflowPath: CI, workflowName: 'whatever' }, { [CI]: BAD }],
    ['that has its file for a name', { workflowName: CI }, { [CI]: BAD }],
    ['whose file has its name', {}, { '.github/workflows/good.yml': GOOD, [CI]: BAD }],
  ])('%s has what linting that says for a log', async (_what, told, files) => {
    const logs = new Kept();
    const log = await reader.logOf(forgeOf(files), REPOSITORY, runOf(told), logs);

    expect(log).toMatchObject({ job: { conclusion: 'startup_failure', steps: [] }, log: 1 });
    expect(logs.text).toMatch(/^\.github\/workflows\/ci\.yml:5:5: unexpected key "runs_on" for "job" section\./m);
    expect(logs.text).not.toContain('good.yml');
  });

  it('has what the forge tells for a log, at its place where the file has it', async () => {
    const file = 'build:\n  script: [make]\ntest:\n  stage: tset\n  needs: [biuld]\n  script: [make]\n';
    const told = ['test job: chosen stage tset does not exist; available stages are .pre, build, test, deploy, .post'];
    const [logs, alone] = [new Kept(), new Kept()];
    const run = runOf({ workflowPath: '.gitlab-ci.yml' });

    await reader.logOf(forgeOf({ '.gitlab-ci.yml': file }, told), REPOSITORY, run, logs);
    await reader.logOf(forgeOf({}, told), REPOSITORY, run, alone);

    expect(logs.text.split('\n')).toEqual([
      `.gitlab-ci.yml:4:10: ${told.join()} [pipeline-stage]`,
      // GitLab stops at the first; the second is certain all the same.
      '.gitlab-ci.yml:5:11: test job: undefined need: biuld [pipeline-need]',
      '',
    ]);
    expect(alone.text).toBe(told.join());
  });

  it('has none where nothing is wrong as far as we can see, or the file is gone', async () => {
    const logs = new Kept();

    expect(await reader.logOf(forgeOf({ [CI]: GOOD }), REPOSITORY, runOf({ workflowPath: CI }), logs)).toBeNull();
    expect(await reader.logOf(forgeOf({}), REPOSITORY, runOf({ workflowPath: CI }), logs)).toBeNull();
    expect(await reader.logOf(forgeOf({ 'src/a.ts': '' }), REPOSITORY, runOf({}), logs)).toBeNull();
  });
});
