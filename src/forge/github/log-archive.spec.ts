import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { withoutMark } from '../wire/bytes';
import { archiveName, BrokenArchive, openArchive } from './log-archive';

async function zip(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(files)) archive.addBuffer(Buffer.from(content), name);
  archive.end();
  return buffer(archive.outputStream);
}

async function read(files: Readonly<Record<string, string>>, ...jobs: string[]): Promise<Record<string, string>> {
  return readFrom(await zip(files), ...jobs);
}

async function readFrom(bytes: Buffer, ...jobs: string[]): Promise<Record<string, string>> {
  const archive = await openArchive(bytes);
  const logs: Record<string, string> = {};
  for (const name of jobs) {
    const log = archive.logOf(name);
    if (log !== null) logs[name] = (await buffer(log)).toString('utf8');
  }
  archive.close();
  return logs;
}

describe("a job's name in an archive", () => {
  it.each([
    ['build / test: unit', 'build  test unit'],
    ['x'.repeat(120), 'x'.repeat(90)],
    [`${'x'.repeat(88)} 😀 tail`, `${'x'.repeat(88)} \uFFFD`],
    [`${'x'.repeat(89)} tail`, 'x'.repeat(89)],
  ])('of %s is cut as GitHub does', (name, expected) => {
    expect(archiveName(name)).toBe(expected);
  });
});

describe('reading an archive of logs', () => {
  it('finds the file of each job, whatever its ordinal', async () => {
    const logs = await read(
      { '0_lint.txt': 'L', '13_build  test.txt': 'B', 'lint/1_Set up job.txt': 'l' },
      'build / test',
      'lint',
    );

    expect(logs).toEqual({ 'build / test': 'B', lint: 'L' });
  });

  it('finds a job whose name was cut', async () => {
    expect(await read({ [`0_${'x'.repeat(90)}.txt`]: 'X' }, 'x'.repeat(120))).toEqual({ ['x'.repeat(120)]: 'X' });
  });

  it('prefers the file over its legacy copy, and takes the copy when it stands alone', async () => {
    const both = { '-2147483648_a.txt': 'legacy', '0_a.txt': 'new', '-2147483648_b.txt': 'only' };

    expect(await read(both, 'a', 'b')).toEqual({ a: 'new', b: 'only' });
  });

  it('joins the files of the steps by number when the file of the job is missing', async () => {
    const steps = { 'a/10_Test.txt': '3', 'a/2_Build.txt': '2', 'a/1_Set up.txt': '\uFEFF1', 'a/system.txt': 'runner' };

    expect(await read(steps, 'a')).toEqual({ a: '123' });
  });

  it('leaves out a job that is missing', async () => {
    expect(await read({ '0_a.txt': 'A', 'b/system.txt': 'runner' }, 'a', 'b')).toEqual({ a: 'A' });
  });

  it.each([
    [{ '0_a.txt': '0', '1_a.txt': '1' }],
    [{ '0_a.txt': '0', '1_a (1).txt': '1' }],
    [{ '0_a.txt': '0', '1_a1.txt': '1' }],
  ])('leaves out a job that shares its name: %j', async (files) => {
    expect(await read(files, 'a')).toEqual({});
  });

  it('reads an archive whose paths climb out, since it uses none of them', async () => {
    const archive = await zip({ 'aa/aa/0_x.txt': 'X', '0_a.txt': 'A' });
    const climbing = Buffer.from(archive.toString('latin1').replaceAll('aa/aa/0_x', '../../0_x'), 'latin1');

    expect(await readFrom(climbing, 'a')).toEqual({ a: 'A' });
  });

  it('refuses what is no archive', async () => {
    await expect(openArchive(Buffer.from('PK, but no zip'))).rejects.toBeInstanceOf(BrokenArchive);
  });
});

describe("a file's byte-order mark", () => {
  const MARK = [0xef, 0xbb, 0xbf];
  const without = async (...pieces: number[][]): Promise<number[]> => {
    const given = (async function* () {
      for (const piece of pieces) yield await Promise.resolve(Uint8Array.from(piece));
    })();
    return [...(await buffer(withoutMark(given)))];
  };

  it('is gone, also one that arrives in pieces', async () => {
    expect(await without([...MARK, 0x61])).toEqual([0x61]);
    expect(await without([0xef], [0xbb], [], [0xbf, 0x61], [0x62])).toEqual([0x61, 0x62]);
  });

  it('is not taken for what only began like one', async () => {
    expect(await without([0xef], [0xbb])).toEqual([0xef, 0xbb]);
    expect(await without([0xef], [0xbb, 0x80, ...MARK])).toEqual([0xef, 0xbb, 0x80, ...MARK]);
  });
});
