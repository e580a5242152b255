import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { archiveName, readArchive } from './log-archive';

async function zip(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(files)) archive.addBuffer(Buffer.from(content), name);
  archive.end();
  return buffer(archive.outputStream);
}

async function read(files: Readonly<Record<string, string>>, ...jobs: string[]): Promise<Record<string, string>> {
  const logs = await readArchive(await zip(files), jobs, 1000);
  return Object.fromEntries([...logs].map(([name, { text }]) => [name, text]));
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

  it('keeps the end of a log that is too long', async () => {
    const logs = await readArchive(await zip({ '0_a.txt': `${'x'.repeat(100_000)}error: the end` }), ['a'], 14);

    expect(logs.get('a')).toEqual({ text: 'error: the end', truncated: true });
  });

  it('reads an archive whose paths climb out, since it uses none of them', async () => {
    const archive = await zip({ 'aa/aa/0_x.txt': 'X', '0_a.txt': 'A' });
    const climbing = Buffer.from(archive.toString('latin1').replaceAll('aa/aa/0_x', '../../0_x'), 'latin1');

    expect((await readArchive(climbing, ['a', 'x'], 10)).get('a')?.text).toBe('A');
  });

  it('refuses what is no archive', async () => {
    await expect(readArchive(Buffer.from('PK, but no zip'), ['a'], 10)).rejects.toThrow();
  });
});
