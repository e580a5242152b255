import { GitHubContract } from '../../demo/github/contract-check';
import { HookReceiver } from '../../demo/common/receiver';
import { startDemoGitHub } from '../../demo/github/server';
import type { DemoGitHub } from '../../demo/github/server';
import { CheckedClient } from '../../demo/github/test-client';

const REPOSITORY = 'dana/shop';
const WORKFLOW = '.github/workflows/ci.yml';
const TYPE_CHECK = `
name: CI
on:
  push:
    branches: [main, 'feature/**']
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Type check
        run: npx tsc --noEmit -p .
`;
const TSCONFIG = JSON.stringify({ compilerOptions: { strict: true, types: [], lib: ['ES2022'] }, files: ['price.ts'] });

describe('the CI runner of the demo GitHub', () => {
  let github: DemoGitHub;
  let dana: CheckedClient;

  beforeAll(async () => {
    github = await startDemoGitHub({ runCi: true });
    await github.createRepository(REPOSITORY);
    dana = new CheckedClient(github.url, github.token('dana'));
  });
  afterAll(() => github.close());

  async function run(
    files: Record<string, string>,
    branch = 'main',
  ): Promise<{ conclusion: string | null; log: string; steps: unknown } | null> {
    const sha = await github.push(REPOSITORY, files, { message: 'Change', branch });
    await github.idle();
    const found = github.runs.list(REPOSITORY).find((candidate) => candidate.commit.sha === sha);
    const attempt = found?.attempts.at(-1);
    if (!attempt) return null;
    const jobs = attempt.jobs;
    return {
      conclusion: attempt.conclusion,
      steps: jobs.map((job) => [job.name, job.conclusion, ...job.steps.map((step) => step.conclusion)]),
      log: jobs.flatMap((job) => job.steps.flatMap((step) => step.log)).join('\n'),
    };
  }

  const script = (steps: string): string => `
on: [push]
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
${steps}`;

  it('fails a real type error with the compiler’s own words and passes when it is mended', async () => {
    const broken = await run({
      [WORKFLOW]: TYPE_CHECK,
      'tsconfig.json': TSCONFIG,
      'price.ts': "export const price: number = '1';\n",
    });
    const mended = await run({ 'price.ts': 'export const price: number = 1;\n' });

    expect(broken?.conclusion).toBe('failure');
    expect(broken?.log).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z ##\[group\]Run npx tsc --noEmit -p \.$/m);
    expect(broken?.log).toMatch(
      /Z price\.ts\(1,14\): error TS2322: Type 'string' is not assignable to type 'number'\.$/m,
    );
    expect(broken?.log).toMatch(/Z ##\[error\]Process completed with exit code [12]\.$/m);
    expect(broken?.log).toMatch(/Z Cleaning up orphan processes$/);
    expect(mended?.conclusion).toBe('success');
  });

  it('tells the whole story in signed webhooks as GitHub describes them', async () => {
    const contract = new GitHubContract();
    const receiver = await HookReceiver.start();
    await dana.call('POST', `/repos/${REPOSITORY}/hooks`, {
      config: { url: receiver.url, content_type: 'json', secret: 's' },
      events: ['push', 'workflow_run', 'workflow_job'],
    });

    await run({ [WORKFLOW]: script('      - run: "true"') });
    await receiver.close();

    expect(receiver.names()).toEqual([
      'ping',
      'push',
      'workflow_run.requested',
      'workflow_job.queued',
      'workflow_run.in_progress',
      'workflow_job.in_progress',
      'workflow_job.completed',
      'workflow_run.completed',
    ]);
    expect(receiver.received.flatMap(({ event, body }) => contract.webhookFaults(event, body))).toEqual([]);
  });

  it('runs pull requests on their test merge, again when the branch moves, and shows which they belong to', async () => {
    await run({
      [WORKFLOW]: `
on: { pull_request: {} }
jobs:
  one:
    runs-on: ubuntu-latest
    steps: [{ run: 'cat on-main.txt on-branch.txt; echo "$GITHUB_REF $GITHUB_HEAD_REF"' }]`,
    });
    await run({ 'on-branch.txt': 'from the branch\n' }, 'feature/pr');
    await run({ 'on-main.txt': 'from main\n' });

    const opened = await dana.call('POST', `/repos/${REPOSITORY}/pulls`, {
      title: 'PR',
      head: 'feature/pr',
      base: 'main',
    });
    await github.idle();
    const moved = await run({ 'on-branch.txt': 'from the branch, later\n' }, 'feature/pr');

    const { number } = opened.body as { number: number };
    const runs = github.runs.list(REPOSITORY).filter(({ event }) => event === 'pull_request');
    expect(runs.map(({ branch, pullRequests }) => [branch, pullRequests.map((pull) => pull.number)])).toEqual([
      ['feature/pr', [number]],
      ['feature/pr', [number]],
    ]);
    expect(moved?.conclusion).toBe('success');
    expect(moved?.log).toContain('Z from main\n');
    expect(moved?.log).toContain('Z from the branch, later\n');
    expect(moved?.log).toContain(`Z refs/pull/${number}/merge feature/pr`);
  });

  it('stops at the first failing step unless it may fail, and skips jobs that need it', async () => {
    const result = await run({
      [WORKFLOW]: `
on: push
jobs:
  last:
    needs: first
    runs-on: ubuntu-latest
    steps: [{ run: echo never }]
  first:
    runs-on: ubuntu-latest
    steps:
      - { run: exit 3, continue-on-error: true }
      - { run: exit 4 }
      - { run: echo unreached }
`,
    });

    expect(result?.conclusion).toBe('failure');
    expect(result?.steps).toEqual([
      ['first', 'failure', 'success', 'success', 'failure', 'skipped', 'success'],
      ['last', 'skipped'],
    ]);
    expect(result?.log).toContain('##[error]Process completed with exit code 4.');
  });

  it('gives commands the variables of the file and none of this process', async () => {
    process.env.DEMO_SECRET_OF_OURS = 'leaked';

    const result = await run({
      [WORKFLOW]: script('      - { run: "env; pwd", env: { COLOUR: red }, working-directory: sub }'),
      'sub/x.txt': '',
    });

    delete process.env.DEMO_SECRET_OF_OURS;
    expect(result?.log).toMatch(/Z COLOUR=red$/m);
    expect(result?.log).toMatch(/Z GITHUB_REPOSITORY=dana\/shop$/m);
    expect(result?.log).toMatch(/\/shop\/shop\/sub$/m);
    expect(result?.log).not.toContain('leaked');
  });

  it.each([
    ['an unknown action', script('      - uses: docker/login-action@v3')],
    ['an expression', script('      - run: echo ${{ github.sha }}')],
    [
      'a matrix',
      'on: push\njobs:\n  a:\n    runs-on: x\n    strategy: { matrix: { n: [1] } }\n    steps: [{ run: ls }]\n',
    ],
    ['broken YAML', 'on: [push\n'],
  ])('shows %s as a startup failure instead of guessing', async (_what, text) => {
    const result = await run({ [WORKFLOW]: text });

    expect(result).toMatchObject({ conclusion: 'startup_failure', steps: [] });
  });

  it('runs only for the branches the file names', async () => {
    await run({ [WORKFLOW]: TYPE_CHECK.replace('npx tsc --noEmit -p .', 'echo hello') });

    const other = await run({ 'x.txt': 'x' }, 'docs');
    const named = await run({ 'x.txt': 'x' }, 'feature/a/b');

    expect(other).toBeNull();
    expect(named?.conclusion).toBe('success');
  });

  it('kills a command and its children when the run is cancelled, and reruns it on request', async () => {
    const sha = await github.push(REPOSITORY, {
      [WORKFLOW]: script(
        '      - run: "test -n \\"$GITHUB_RUN_ATTEMPT\\" && test $GITHUB_RUN_ATTEMPT -gt 1 || (sleep 600 & sleep 600)"',
      ),
    });
    const id = await until(
      () =>
        github.runs
          .list(REPOSITORY)
          .find((r) => r.commit.sha === sha && r.attempts[0]?.jobs[0]?.steps[1]?.status === 'in_progress')?.id,
    );
    const path = `/repos/${REPOSITORY}/actions/runs/${id}`;

    await dana.call('POST', `${path}/cancel`);
    await github.idle();
    const cancelled = (await dana.call('GET', path)).body;
    await dana.call('POST', `${path}/rerun`);
    await github.idle();
    const rerun = (await dana.call('GET', path)).body;

    expect(cancelled).toMatchObject({ conclusion: 'cancelled' });
    expect(rerun).toMatchObject({ id, run_attempt: 2, conclusion: 'success' });
  });

  it('starts a workflow by hand when its file allows that', async () => {
    const file = '.github/workflows/manual.yml';
    await github.createRepository('dana/manual', {
      files: { [file]: script('      - run: echo by hand').replace('[push]', 'workflow_dispatch') },
    });
    await github.idle();
    const url = '/repos/dana/manual/actions/workflows/manual.yml/dispatches';

    const before = github.runs.list('dana/manual').length;
    const answer = await dana.call('POST', url, { ref: 'main' });
    const nowhere = await dana.unchecked('POST', url, { ref: 'gone' });
    await github.idle();

    expect([before, answer.status, nowhere.status]).toEqual([0, 204, 422]);
    expect(github.runs.list('dana/manual').map((run) => [run.event, run.attempts[0]?.conclusion])).toEqual([
      ['workflow_dispatch', 'success'],
    ]);
  });

  it('starts for a file written over the contents API, which takes the workflow scope', async () => {
    const narrow = new CheckedClient(github.url, github.token('dana', ['repo']));
    const content = Buffer.from(script('      - run: echo from-contents')).toString('base64');
    await github.createRepository('dana/other', { files: { 'a.txt': '' } });
    const url = `/repos/dana/other/contents/.github/workflows/second.yml`;

    const refused = await narrow.unchecked('PUT', url, { message: 'Add', content });
    const written = await dana.unchecked('PUT', url, { message: 'Add', content });
    await github.idle();

    expect([refused.status, written.status]).toEqual([404, 201]);
    expect(github.runs.list('dana/other')[0]?.workflow.path).toBe('.github/workflows/second.yml');
  });
});

async function until<T>(probe: () => T | undefined): Promise<T> {
  for (;;) {
    const value = probe();
    if (value !== undefined) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
