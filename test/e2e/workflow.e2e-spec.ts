import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import {
  heldRun,
  incidentsOf,
  only,
  runsOf,
  settle,
  startRoad,
  typeError,
  type Road,
  type Run,
} from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

interface Detail extends Run {
  readonly jobs: readonly {
    id: string;
    job_id: string;
    name: string;
    conclusion: string;
    steps: { name: string; conclusion: string }[];
  }[];
  readonly attempts: readonly { id: string; run_attempt: number; conclusion: string | null }[];
}

const RUNS = '/api/v2/workflows/runs';

let github: DemoGitHub;
let app: TestApp;
beforeAll(async () => {
  github = await startDemoGitHub();
  app = await startTestApp({ githubUrl: github.url });
});
afterAll(async () => {
  await app.close();
  await github.close();
});

async function failed(road: Road): Promise<Run> {
  await github.runs.create({ repository: road.repository, jobs: [{ name: 'lint' }, typeError()] });
  await settle(app, github);
  return only(await runsOf(road));
}

const rerun = (road: Road, run: Run, body: unknown = {}) =>
  road.caller.post<{ code: string }>(`${RUNS}/${run.id}/rerun`, body);

describe('a workflow run', () => {
  it('is shown with jobs, steps and incident', async () => {
    const road = await startRoad(app, github, 'detail');
    const run = await failed(road);

    const { body } = await road.caller.get<Detail>(`${RUNS}/${run.id}`);

    expect(body).toMatchObject({ status: 'completed', conclusion: 'failure', repository_full_name: 'dana/detail' });
    expect(body.incident_id).toBe(only(await incidentsOf(road)).id);
    expect(body.jobs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['lint', 'success'],
      ['build', 'failure'],
    ]);
    expect(body.jobs[1]?.steps.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['Set up job', 'success'],
      ['Run', 'failure'],
      ['Complete job', 'success'],
    ]);
  });

  it('is listed by filter and in pages, newest first', async () => {
    const road = await startRoad(app, github, 'list');
    for (const conclusion of ['success', 'failure', 'success'] as const) {
      await github.runs.create({ repository: road.repository, jobs: [{ name: 'build', conclusion }] });
      await settle(app, github);
    }
    const list = async (query: string) =>
      (await road.caller.get<{ runs: Run[]; total: number; next_cursor: string | null }>(`${RUNS}${query}`)).body;

    const first = await list('?limit=2&branch=main&workflow=CI');
    const second = await list(`?limit=2&cursor=${first.next_cursor ?? ''}`);
    const red = await list('?conclusion=failure&status=completed');
    const old = await list('?until=2020-01-01T00:00:00Z');

    expect(first).toMatchObject({ total: 3, runs: [{ conclusion: 'success' }, { conclusion: 'failure' }] });
    expect(second).toMatchObject({ next_cursor: null, runs: [{ conclusion: 'success' }] });
    expect([red.total, old.total]).toEqual([1, 0]);
  });

  it('is counted', async () => {
    const road = await startRoad(app, github, 'stats');
    const empty = await road.caller.get('/api/v2/workflows/stats?since=2100-01-01T00:00:00Z');
    await failed(road);
    await github.runs.create({ repository: road.repository, jobs: [{ name: 'build' }] });
    await settle(app, github);

    const { body } = await road.caller.get<{ avg_duration_seconds: number }>('/api/v2/workflows/stats');

    expect(empty.body).toMatchObject({ total_runs: 0, failure_rate: null, avg_duration_seconds: null });
    expect(body).toMatchObject({
      total_runs: 2,
      failed_runs: 1,
      successful_runs: 1,
      in_progress_runs: 0,
      failure_rate: 0.5,
      repositories_tracked: 1,
    });
    expect(body.avg_duration_seconds).toBeGreaterThanOrEqual(0);
  });
});

describe('the log of a run', () => {
  it('comes as text with the telling lines of the failed job', async () => {
    const road = await startRoad(app, github, 'log');
    const run = await failed(road);

    const answer = await road.caller.get<string>(`${RUNS}/${run.id}/logs`);

    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.body).toMatch(/^== build, lines \d+ to \d+ ==\n/);
    expect(answer.body).toContain('error TS2322');
  });

  it('is that of one job when asked for', async () => {
    const road = await startRoad(app, github, 'one-log');
    const run = await failed(road);
    const { body } = await road.caller.get<Detail>(`${RUNS}/${run.id}`);
    const [lint, build] = body.jobs;

    const ours = await road.caller.get<string>(`${RUNS}/${run.id}/logs?job_id=${lint?.id ?? ''}`);
    const theirs = await road.caller.get<string>(`${RUNS}/${run.id}/logs?job_id=${build?.job_id ?? ''}`);
    const none = await road.caller.get(`${RUNS}/${run.id}/logs?job_id=1`);

    expect(ours.body).toContain('== lint,');
    expect(ours.body).not.toContain('TS2322');
    expect(theirs.body).toContain('TS2322');
    expect(none.status).toBe(404);
  });

  it('that the forge has deleted is what was kept at diagnosis', async () => {
    const road = await startRoad(app, github, 'kept');
    const run = await failed(road);
    github.runs.expireLogs(Number(run.run_id));

    const answer = await road.caller.get<string>(`${RUNS}/${run.id}/logs`);

    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toContain('error TS2322');
  });
});

describe('the whole log of a job', () => {
  const token = `ghp_${'a1B2'.repeat(9)}`;

  it('comes line by line, without secrets, by pages, numbered as the excerpts are', async () => {
    const road = await startRoad(app, github, 'whole-log');
    const printed = Array.from({ length: 5_000 }, (_, number) => `step ${number}`).join('\n');
    const job = typeError('src/a.ts', `${printed}\ntoken ${token}`);
    await github.runs.create({ repository: road.repository, jobs: [job] });
    await settle(app, github);
    const run = only(await runsOf(road));
    const jobId = only((await road.caller.get<Detail>(`${RUNS}/${run.id}`)).body.jobs).id;
    const read = async (query: string) =>
      road.caller.get<string>(`${RUNS}/${run.id}/logs/full?job_id=${jobId}${query}`);

    const whole = await read('');
    const pages = [await read('&max_lines=4000'), await read('&from_line=4001&max_lines=4000')];
    const beyond = await read('&from_line=100000');
    const unnamed = await road.caller.get<string>(`${RUNS}/${run.id}/logs/full`);
    const excerpt = await road.caller.get<string>(`${RUNS}/${run.id}/logs`);

    const lines = whole.body.split('\n');
    const [, first = ''] = /lines (\d+) to/.exec(excerpt.body) ?? [];
    const telling = excerpt.body.split('\n').findIndex((line) => line.includes('TS2322'));
    expect(whole.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(lines.length).toBeGreaterThan(5_000);
    expect(whole.body).toContain('[redacted]');
    expect(whole.body).not.toContain(token);
    expect(pages.map(({ body }) => body).join('')).toBe(whole.body);
    expect(unnamed.body).toBe(whole.body);
    expect(pages[0]?.body.split('\n')).toHaveLength(4_001);
    expect([beyond.status, beyond.body as string | undefined]).toEqual([200, undefined]);
    expect(lines[Number(first) - 1 + telling - 1]).toContain('TS2322');
  });

  it('that breaks off is an answer that breaks off, and one of a running job is there later', async () => {
    const road = await startRoad(app, github, 'half-a-log');
    const run = await failed(road);
    const { run: running, release } = await heldRun(app, github, road);

    const early = await road.caller.get<{ code: string }>(`${RUNS}/${running.id}/logs/full`);
    release();
    await settle(app, github);
    github.faults.next({ path: /\/attempts\/1\/logs/ }, { status: 404 });
    github.faults.next({ path: '/_logs/' }, { status: 200, body: 'a line\n'.repeat(50_000), cut: true });
    const half = road.caller.get(`${RUNS}/${run.id}/logs/full`);

    await expect(half).rejects.toThrow('terminated');
    expect(early).toMatchObject({ status: 409, body: { code: 'workflow.log_not_yet' } });
  });

  it('that is gone, nobody’s or of a foreign run is a problem, not an empty text', async () => {
    const road = await startRoad(app, github, 'no-whole-log');
    const run = await failed(road);
    const [, build] = (await road.caller.get<Detail>(`${RUNS}/${run.id}`)).body.jobs;
    const read = (caller: Road['caller'], job: string) =>
      caller.get<{ code: string }>(`${RUNS}/${run.id}/logs/full?job_id=${job}`);
    const unknown = await read(road.caller, '1');
    const foreign = await read(await app.user(), build?.id ?? '');
    const nobody = await read(app.client(), build?.id ?? '');
    github.runs.expireLogs(Number(run.run_id));
    const gone = await read(road.caller, build?.id ?? '');

    expect([unknown.status, foreign.status, nobody.status]).toEqual([404, 404, 401]);
    expect(gone).toMatchObject({ status: 410, body: { code: 'workflow.log_gone' } });
  });
});

describe('running again', () => {
  it('makes a new attempt, and a green one resolves the incident', async () => {
    const road = await startRoad(app, github, 'rerun');
    await github.runs.create({ repository: road.repository, jobs: [typeError()], reruns: [[{ name: 'build' }]] });
    await settle(app, github);
    const run = only(await runsOf(road));

    const answer = await rerun(road, run, { failed_jobs_only: true });
    await settle(app, github);
    const attempts = await runsOf(road);
    const { body } = await road.caller.get<Detail>(`${RUNS}/${run.id}`);

    expect(answer).toMatchObject({ status: 202, body: { workflow_run_id: run.id, failed_jobs_only: true } });
    expect(attempts.map(({ run_id, run_attempt, conclusion }) => [run_id, run_attempt, conclusion])).toEqual([
      [run.run_id, 2, 'success'],
      [run.run_id, 1, 'failure'],
    ]);
    expect(body.attempts.map(({ run_attempt, conclusion }) => [run_attempt, conclusion])).toEqual([
      [1, 'failure'],
      [2, 'success'],
    ]);
    expect(only(await incidentsOf(road))).toMatchObject({ status: 'resolved', resolution: 'green_run' });
  });

  it('is refused 409 while the run is running', async () => {
    const road = await startRoad(app, github, 'running');
    const { run, release } = await heldRun(app, github, road);

    const answer = await rerun(road, run);
    release();
    await settle(app, github);

    expect(answer).toMatchObject({ status: 409, body: { code: 'forge.conflict' } });
  });

  it('is refused 410 when the run is too old', async () => {
    const road = await startRoad(app, github, 'old');
    const run = await failed(road);
    github.runs.setCreatedAt(Number(run.run_id), new Date(Date.now() - 31 * 24 * 3600 * 1000));

    const answer = await rerun(road, run);

    expect(answer).toMatchObject({ status: 410, body: { code: 'forge.gone' } });
  });

  it('is refused 403 to an account without the right', async () => {
    const road = await startRoad(app, github, 'right');
    const run = await failed(road);
    github.faults.next(
      { method: 'POST', path: /\/rerun$/ },
      { status: 403, body: { message: 'Must have admin rights to Repository.' } },
    );

    const answer = await rerun(road, run);

    expect(answer).toMatchObject({ status: 403, body: { code: 'forge.forbidden' } });
  });
});
