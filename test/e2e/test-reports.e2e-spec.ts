import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { only, runsOf, settle, startRoad, type Road } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';
import { rerunByHand } from '../support/verdict-road';

interface Statistic {
  readonly job: string;
  readonly test: string | null;
  readonly state: string;
  readonly observations: number;
  readonly failures: number;
  readonly flaky_commits: number;
}

/** A runner that prints nothing of its tests and writes a JUnit file; its one test passes when it is run again. */
const SUITE = `
mkdir -p out
if [ "$GITHUB_RUN_ATTEMPT" = 1 ]; then failure='<failure message="too late"/>'; fi
echo "<testsuites><testsuite name='mail'><testcase classname='mail' name='goes out' file='mail.spec.js'>$failure</testcase><testcase classname='mail' name='comes in'/></testsuite></testsuites>" > out/junit.xml
test "$GITHUB_RUN_ATTEMPT" != 1
`;
const workflow = (jobs: readonly string[], artifact: string): string =>
  `name: CI\non: push\njobs:\n${jobs
    .map(
      (job) => `  ${job}:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: sh suite.sh
      - uses: actions/upload-artifact@v4
        if: always()
        with: { name: ${artifact}, path: out }
`,
    )
    .join('')}`;

let github: DemoGitHub;
let app: TestApp;
beforeAll(async () => {
  github = await startDemoGitHub({ runCi: true });
  app = await startTestApp({ githubUrl: github.url });
});
afterAll(async () => {
  await app.close();
  await github.close();
});

async function pushSuite(road: Road, jobs: readonly string[], artifact: string): Promise<void> {
  const files = { 'suite.sh': SUITE, '.github/workflows/ci.yml': workflow(jobs, artifact) };
  await github.push(road.repository, files);
  await settle(app, github);
}

async function testsOf(road: Road): Promise<Statistic[]> {
  const path = `/api/v2/workflows/flaky?repository_connection_id=${road.connectionId}`;
  const { statistics } = (await road.caller.get<{ statistics: Statistic[] }>(path)).body;
  return statistics.filter(({ test }) => test !== null);
}

describe('a test report that a run uploads', () => {
  it('names the failed test that the log does not, and the pass of the next attempt', async () => {
    const road = await startRoad(app, github, 'reported');

    await pushSuite(road, ['test'], 'reports');
    const failed = only(await testsOf(road));
    await rerunByHand(app, github, road, only(await runsOf(road)).id);
    const flaked = only(await testsOf(road));

    expect(failed).toMatchObject({ job: 'test', observations: 1, failures: 1 });
    expect(failed.test).toContain('goes out');
    expect(flaked).toMatchObject({ test: failed.test, state: 'flaky', observations: 2, failures: 1, flaky_commits: 1 });
  });

  it('counts for the job its artifact is named after, and for none when that is not certain', async () => {
    const named = await startRoad(app, github, 'named');
    const unnamed = await startRoad(app, github, 'unnamed');

    await pushSuite(named, ['unit', 'browser'], 'browser-report');
    await pushSuite(unnamed, ['unit', 'browser'], 'reports');

    expect(only(await testsOf(named)).job).toBe('browser');
    expect(await testsOf(unnamed)).toEqual([]);
  });

  it('is passed over where the forge will not give it, and the incident stands all the same', async () => {
    const road = await startRoad(app, github, 'refused');
    github.faults.next({ method: 'GET', path: /\/artifacts/, times: 5 }, { status: 403, body: { message: 'No.' } });

    await pushSuite(road, ['test'], 'reports');
    github.faults.clear();

    expect(await testsOf(road)).toEqual([]);
    expect(only(await runsOf(road)).incident_id).not.toBeNull();
  });
});
