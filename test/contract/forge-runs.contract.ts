import { buffer } from 'node:stream/consumers';
import type { ForgeClient } from '../../src/forge/forge';
import type { ForgeJob, RepositoryRef } from '../../src/forge/forge.types';
import type { ContractContext, PlannedJob } from './forge.contract';

const JOBS: readonly PlannedJob[] = [
  { name: 'lint', conclusion: 'success', log: 'all clean' },
  { name: 'build', conclusion: 'failure', log: 'src/a.ts(1,7): error TS2322: Type error' },
];

const textOf = async (bytes: AsyncIterable<Uint8Array>): Promise<string> => (await buffer(bytes)).toString('utf8');

interface ReadLog {
  readonly jobExternalId: string;
  readonly text: string;
}

/** The logs in the order they came. */
async function readAll(
  client: ForgeClient,
  repository: RepositoryRef,
  externalId: string,
  jobs: readonly ForgeJob[],
): Promise<readonly ReadLog[]> {
  const logs: ReadLog[] = [];
  await client.readLogs(repository, { externalId, attempt: 1 }, jobs, async ({ jobExternalId, bytes }) => {
    logs.push({ jobExternalId, text: await textOf(bytes) });
  });
  return logs;
}

/** Runs, jobs, logs, reruns. */
export function describeRuns({ world, client, proves }: ContractContext): void {
  async function failedRun(
    name: string,
  ): Promise<{ repository: RepositoryRef; run: string; jobs: readonly ForgeJob[] }> {
    const repository = await world().createRepository(name, { isPrivate: true });
    const { externalId: run } = await world().createRun(repository, JOBS);
    return { repository, run, jobs: await client().listJobs(repository, run, 1) };
  }

  /** A run that stays under way until `release` is called. */
  async function heldRun(name: string): Promise<{ repository: RepositoryRef; run: string; release: () => void }> {
    const repository = await world().createRepository(name, { isPrivate: true });
    const releases: (() => void)[] = [];
    const hold = new Promise<void>((resolve) => releases.push(resolve));
    const { externalId: run } = await world().createRun(repository, JOBS, hold);
    return {
      repository,
      run,
      release: () => {
        for (const resolve of releases) resolve();
      },
    };
  }

  /** Two failed jobs; each gives the log it wrote. */
  async function expectTold(repositoryName: string, names: readonly [string, string]): Promise<void> {
    const repository = await world().createRepository(repositoryName, { isPrivate: true });
    const words = ['first', 'second'];
    const planned = names.map((name, at) => ({ name, conclusion: 'failure' as const, log: words[at] ?? '' }));
    const { externalId } = await world().createRun(repository, planned);
    const jobs = await client().listJobs(repository, externalId, 1);

    const logs = await readAll(client(), repository, externalId, jobs);

    const told = logs.map(({ text }) => words.filter((word) => text.includes(word)));
    expect(told).toEqual([['first'], ['second']]);
  }

  proves('runs', () => {
    it('tells a failed run in our words', async () => {
      const { repository, run } = await failedRun('run-failed');

      const told = await client().getRun(repository, run);

      expect(told).toMatchObject({
        externalId: run,
        attempt: 1,
        status: 'completed',
        conclusion: 'failure',
        branch: 'main',
        event: 'push',
        commitSha: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
        pullRequestNumbers: [],
        baseBranch: null,
      });
      expect(told.url).toMatch(/^http/);
      expect(told.startedAt?.getTime()).toBeLessThanOrEqual(told.completedAt?.getTime() ?? 0);
    });

    it('tells the jobs with their steps, numbered from 1', async () => {
      const { run, jobs } = await failedRun('run-jobs');

      expect(jobs.map(({ name, conclusion }) => [name, conclusion]).sort()).toEqual([
        ['build', 'failure'],
        ['lint', 'success'],
      ]);
      for (const job of jobs) {
        expect(job).toMatchObject({ runExternalId: run, runAttempt: 1, status: 'completed' });
        expect(job.steps.map(({ number }) => number)).toEqual(job.steps.map((_, index) => index + 1));
      }
    });

    it('lists runs newest first, page by page, from a time on', async () => {
      const repository = await world().createRepository('run-list', { isPrivate: false });
      const made: string[] = [];
      for (const job of JOBS) made.unshift((await world().createRun(repository, [job])).externalId);

      const first = await client().listRuns(repository, { page: 1, perPage: 1 });
      const second = await client().listRuns(repository, { page: 2, perPage: 1 });
      const future = new Date(Date.now() + 86_400_000);
      const none = await client().listRuns(repository, { page: 1, perPage: 30, since: future });

      expect([...first.items, ...second.items].map(({ externalId }) => externalId)).toEqual(made);
      expect([first.hasNext, second.hasNext]).toEqual([true, false]);
      expect(none).toEqual({ items: [], hasNext: false });
    });

    it('gives a run under way no conclusion and no end', async () => {
      const { repository, run, release } = await heldRun('run-held');

      const told = await client().getRun(repository, run);
      release();
      await world().settle();

      expect(told.status).not.toBe('completed');
      expect(told).toMatchObject({ conclusion: null, completedAt: null });
    });

    it('finds runs of a repository that was renamed since', async () => {
      const { repository, run } = await failedRun('run-before');
      await world().rename(repository, 'run-after');

      const told = await client().getRun(repository, run, 1);

      expect(told.externalId).toBe(run);
    });

    it.each(['999999999', 'no-id', '../1'])('knows no run "%s"', async (run) => {
      const repository = await world().createRepository(`run-none-${run.length}`, { isPrivate: true });

      await expect(client().getRun(repository, run)).rejects.toMatchObject({ name: 'ForgeError', kind: 'not-found' });
    });
  });

  proves('logs', () => {
    it('gives the logs of the jobs asked for, in that order', async () => {
      const { repository, run, jobs } = await failedRun('log-both');
      const asked = [...jobs].sort((a, b) => a.name.localeCompare(b.name));

      const logs = await readAll(client(), repository, run, asked);

      expect(logs.map(({ jobExternalId }) => jobExternalId)).toEqual(asked.map(({ externalId }) => externalId));
      expect(logs.map(({ text }) => text.includes('error TS2322'))).toEqual([true, false]);
      expect(logs.every(({ text }) => !text.startsWith('\uFEFF'))).toBe(true);
    });

    it('gives as much of a log as is read, and the next one whole', async () => {
      const { repository, run, jobs } = await failedRun('log-cut');
      const seen: string[] = [];

      await client().readLogs(repository, { externalId: run, attempt: 1 }, jobs, async ({ jobExternalId, bytes }) => {
        if (seen.length > 0) await textOf(bytes);
        seen.push(jobExternalId);
      });

      expect(seen).toEqual(jobs.map(({ externalId }) => externalId));
    });

    it('throws on what the reader of a log throws', async () => {
      const { repository, run, jobs } = await failedRun('log-thrown');
      const reason = new Error('enough');

      const read = client().readLogs(repository, { externalId: run, attempt: 1 }, jobs, () => Promise.reject(reason));

      await expect(read).rejects.toBe(reason);
    });

    it('leaves out logs that have expired', async () => {
      const { repository, run, jobs } = await failedRun('log-expired');
      await world().expireLogs(run);

      const logs = await readAll(client(), repository, run, jobs);

      expect(logs).toEqual([]);
    });

    it('tells jobs apart whose names differ in what no file name may hold', async () => {
      await expectTold('log-alike', ['a / b: c', 'a b c']);
    });
  });

  proves('twins', () => {
    it('tells their logs apart', async () => {
      await expectTold('log-twins', ['a / b: c', 'a / b: c']);
    });
  });

  proves('reruns', () => {
    it.each([true, false])('keep the id and raise the attempt (failed jobs only: %s)', async (failedJobsOnly) => {
      const { repository, run } = await failedRun(`rerun-${String(failedJobsOnly)}`);

      await client().rerun(repository, run, { failedJobsOnly });
      await world().settle();
      const [first, latest] = await Promise.all([
        client().getRun(repository, run, 1),
        client().getRun(repository, run),
      ]);

      expect([first.attempt, latest.attempt]).toEqual([1, 2]);
      expect(latest.externalId).toBe(run);
    });

    it('are forbidden without the right', async () => {
      const repository = await world().createRepository('rerun-public', { isPrivate: false });
      const { externalId } = await world().createRun(repository, JOBS);
      const stranger = world().driver.connect({ accessToken: world().stranger.accessToken });

      const rerun = stranger.rerun(repository, externalId, { failedJobsOnly: false });

      await expect(rerun).rejects.toMatchObject({ kind: 'forbidden' });
    });

    it('conflict with a run that is still under way', async () => {
      const { repository, run, release } = await heldRun('rerun-held');

      const rerun = await Promise.allSettled([client().rerun(repository, run, { failedJobsOnly: false })]);
      release();
      await world().settle();

      expect(rerun).toMatchObject([{ status: 'rejected', reason: { kind: 'conflict' } }]);
    });

    it('are gone for a run that is too old', async () => {
      const { repository, run } = await failedRun('rerun-old');
      await world().makeOld(run);

      const rerun = client().rerun(repository, run, { failedJobsOnly: false });

      await expect(rerun).rejects.toMatchObject({ kind: 'gone' });
    });
  });
}
