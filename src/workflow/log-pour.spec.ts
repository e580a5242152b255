import { text } from 'node:stream/consumers';
import type { LogTaker } from '../forge/forge.logs';
import { pourLog } from './log-pour';

const ALL = { from: 1, max: 100_000 };

/** Gives a log in pieces, as a forge does; an error among them breaks it off. */
function giving(...pieces: readonly (string | Error)[]): (take: LogTaker) => Promise<void> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) {
      if (piece instanceof Error) throw piece;
      yield await Promise.resolve(Buffer.from(piece));
    }
  }
  return (take) => take({ jobExternalId: '1', jobName: 'build', bytes: bytes() });
}

test('a log comes whole, or by the lines that are asked for', async () => {
  const whole = await pourLog(giving('a\nb', 'c\nd\n'), ALL);
  const one = await pourLog(giving('a\nb', 'c\nd\n'), { from: 2, max: 1 });

  expect([await text(whole), await text(one)]).toEqual(['a\nbc\nd\n', 'bc\n']);
});

test('what keeps a log from being read is thrown before its first line', async () => {
  const refused = pourLog(() => Promise.reject(new Error('no right')), ALL);
  const gone = pourLog(() => Promise.resolve(), ALL);

  await expect(refused).rejects.toThrow('no right');
  await expect(gone).rejects.toMatchObject({ code: 'workflow.log_gone' });
});

test('a log that breaks off breaks the stream off, however much of it has come', async () => {
  const lines = Array.from({ length: 40_000 }, (_, at) => `line ${at}\n`).join('');
  const log = await pourLog(giving(lines, new Error('the forge hung up')), ALL);

  await expect(text(log)).rejects.toThrow('the forge hung up');
});

test('who takes nothing for too long is cut off, and the forge is not asked on', async () => {
  let given = 0;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (; given < 1_000; given += 1) yield await Promise.resolve(Buffer.from(`${'x'.repeat(99)}\n`.repeat(1_000)));
  }
  const log = await pourLog((take) => take({ jobExternalId: '1', jobName: 'build', bytes: bytes() }), ALL, 10);

  const error = await new Promise<Error>((resolve) => log.once('error', resolve));

  expect(error.message).toBe('a log was not taken any more');
  expect(given).toBeLessThan(100);
});
