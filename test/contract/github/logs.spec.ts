import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { ForgeError } from '../../../src/forge/forge.errors';
import type { ForgeJob } from '../../../src/forge/forge.types';
import { driverOf, startLoopback } from './loopback';
import type { Loopback, Reply, SeenRequest } from './loopback';

const repository = { externalId: '7', path: 'acme/api' };
const ARCHIVE = '/api/v3/repos/acme/api/actions/runs/9/attempts/2/logs';
const jobLogs = (id: string): string => `/api/v3/repos/acme/api/actions/jobs/${id}/logs`;

let github: Loopback;
let storage: Loopback;
beforeEach(async () => {
  [github, storage] = await Promise.all([startLoopback(), startLoopback()]);
});
afterEach(async () => {
  await Promise.all([github.close(), storage.close()]);
});

function job(externalId: string, name: string): ForgeJob {
  return {
    externalId,
    runExternalId: '9',
    runAttempt: 2,
    name,
    status: 'completed',
    conclusion: 'failure',
    runner: null,
    url: null,
    startedAt: null,
    completedAt: null,
    steps: [],
  };
}

async function zip(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(files)) archive.addBuffer(Buffer.from(content), name);
  archive.end();
  return buffer(archive.outputStream);
}

interface ReadLog {
  readonly jobExternalId: string;
  readonly jobName: string;
  readonly text: string;
}

/** The logs as they came; of one that broke off and came again, the last. */
async function read(jobs: readonly ForgeJob[]): Promise<readonly ReadLog[]> {
  const client = driverOf(github.url).connect({ accessToken: 'gho_secret' });
  const logs = new Map<string, ReadLog>();
  await client.readLogs(
    repository,
    { externalId: '9', attempt: 2 },
    jobs,
    async ({ jobExternalId, jobName, bytes }) => {
      logs.set(jobExternalId, { jobExternalId, jobName, text: (await buffer(bytes)).toString('utf8') });
    },
  );
  return [...logs.values()];
}

/** The forge answers every log address it is given with a redirect to the storage host, all others with 404. */
function redirectToStorage(...paths: string[]): void {
  github.answer(({ url }) =>
    paths.includes(url)
      ? { status: 302, headers: { location: `${storage.url}${url}?sig=abc` } }
      : { status: 404, body: { message: 'Not Found' } },
  );
}

const paths = (requests: readonly SeenRequest[]): string[] => requests.map(({ url }) => url);

describe('the logs of a run', () => {
  it('come from the archive on the storage host, which never sees the credential', async () => {
    const archive = await zip({ '0_build.txt': '\uFEFFerror TS2322', '1_lint.txt': 'fine' });
    redirectToStorage(ARCHIVE);
    storage.answer(() => ({ headers: { 'content-type': 'application/zip' }, body: archive }));

    const logs = await read([job('1', 'build')]);

    expect(logs).toEqual([{ jobExternalId: '1', jobName: 'build', text: 'error TS2322' }]);
    expect(github.seen.map(({ headers }) => headers.authorization)).toEqual(['token gho_secret']);
    expect(storage.seen.map(({ headers }) => [headers.authorization, headers.cookie])).toEqual([
      [undefined, undefined],
    ]);
  });

  it('stay without the credential when the storage host sends us back', async () => {
    const archive = await zip({ '0_build.txt': 'log' });
    github.answer(({ url }) =>
      url === ARCHIVE
        ? { status: 302, headers: { location: `${storage.url}/x` } }
        : { headers: { 'content-type': 'application/zip' }, body: archive },
    );
    storage.answer(() => ({ status: 302, headers: { location: `${github.url}/back` } }));

    const logs = await read([job('1', 'build')]);

    expect(logs.map(({ text }) => text)).toEqual(['log']);
    expect(github.seen.map(({ headers }) => headers.authorization)).toEqual(['token gho_secret', undefined]);
  });

  it('come job by job where the archive lacks one, in the order asked for', async () => {
    const archive = await zip({ '0_b.txt': 'B' });
    redirectToStorage(ARCHIVE, jobLogs('1'));
    storage.answer(({ url }) => (url.startsWith(ARCHIVE) ? { body: archive } : { body: '\uFEFFA' }));

    const logs = await read([job('1', 'a'), job('2', 'b'), job('3', 'never made')]);

    expect(logs.map(({ jobExternalId, text }) => [jobExternalId, text])).toEqual([
      ['1', 'A'],
      ['2', 'B'],
    ]);
  });

  it('of two jobs with one name are read by id', async () => {
    const archive = await zip({ '0_test.txt': 'whose?' });
    redirectToStorage(ARCHIVE, jobLogs('1'), jobLogs('2'));
    storage.answer(({ url }) => (url.startsWith(ARCHIVE) ? { body: archive } : { body: url.split('?')[0] ?? '' }));

    const logs = await read([job('1', 'test'), job('2', 'te/st')]);

    expect(logs.map(({ text }) => text)).toEqual([jobLogs('1'), jobLogs('2')]);
  });

  it.each([404, 410])('that are gone with %i are left out', async (status) => {
    github.answer(() => ({ status, body: { message: 'gone' } }));

    expect(await read([job('1', 'a')])).toEqual([]);
  });

  it.each([
    ['no archive', 'PK and then nothing'],
    ['a page', '<html>'],
    ['nothing', ''],
  ])('come job by job when the archive is %s', async (_, body) => {
    redirectToStorage(ARCHIVE, jobLogs('1'));
    storage.answer(({ url }) => (url.startsWith(ARCHIVE) ? { body } : { body: 'A' }));

    expect((await read([job('1', 'a')])).map(({ text }) => text)).toEqual(['A']);
  });

  it('come job by job when the archive is too large to fetch', async () => {
    redirectToStorage(ARCHIVE, jobLogs('1'));
    const huge: Reply = { headers: { 'content-length': String(65 * 1024 * 1024) }, body: 'PK' };
    storage.answer(({ url }) => (url.startsWith(ARCHIVE) ? huge : { body: 'A' }));

    expect((await read([job('1', 'a')])).map(({ text }) => text)).toEqual(['A']);
  });

  it('come whole however long they are', async () => {
    redirectToStorage(jobLogs('1'));
    const body = `${'x'.repeat(5_000_000)}error: é`;
    storage.answer(() => ({ body }));

    expect((await read([job('1', 'a')])).map(({ text }) => text === body)).toEqual([true]);
  });

  it('come by id where the archive breaks off in the middle of one', async () => {
    const archive = await zip({
      '0_a.txt': Array.from({ length: 9000 }, (_, line) => `line ${line * 7919}`).join('\n'),
    });
    archive.fill(0, archive.length >> 1, (archive.length >> 1) + 64);
    redirectToStorage(ARCHIVE, jobLogs('1'));
    storage.answer(({ url }) => (url.startsWith(ARCHIVE) ? { body: archive } : { body: 'A' }));

    expect((await read([job('1', 'a')])).map(({ text }) => text)).toEqual(['A']);
  });

  it.each([503, 403])('are unavailable, not missing, when the storage host answers %i', async (status) => {
    redirectToStorage(ARCHIVE);
    storage.answer(() => ({ status, body: 'busy' }));

    await expect(read([job('1', 'a')])).rejects.toMatchObject({ name: 'ForgeError', kind: 'unavailable', status });
  });

  it('that no job was asked for cost nothing', async () => {
    expect(await read([])).toEqual([]);
    expect(paths(github.seen)).toEqual([]);
  });

  it('obey a limit like any call', async () => {
    github.answer(() => ({ status: 429, headers: { 'retry-after': '60' }, body: {} }));

    await expect(read([job('1', 'a')])).rejects.toBeInstanceOf(ForgeError);
    await expect(read([job('1', 'a')])).rejects.toMatchObject({ kind: 'rate-limited' });
  });
});
