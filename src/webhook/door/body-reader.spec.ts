import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { BodyReader } from './body-reader';
import { MemoryBudget } from './memory-budget';

const LIMIT = 1024 * 1024;

/** A request whose body comes in pieces of such sizes, each byte telling its place. */
function bodyOf(sizes: readonly number[]): { readonly request: IncomingMessage; readonly whole: Buffer } {
  const whole = Buffer.from(Array.from({ length: sizes.reduce((sum, size) => sum + size, 0) }, (_, at) => at % 251));
  let from = 0;
  const pieces = sizes.map((size) => whole.subarray(from, (from += size)));
  const request: unknown = Object.assign(Readable.from(pieces, { objectMode: false }), { headers: {} });
  return { request: request as IncomingMessage, whole };
}

async function readWhole(sizes: readonly number[]) {
  const budget = new MemoryBudget(LIMIT, LIMIT);
  const reader = new BodyReader(budget, 'a sender', LIMIT);
  const { request, whole } = bodyOf(sizes);
  const body = await new Promise<Buffer | undefined>((resolve, reject) => {
    reader.read(request, (error, read) => {
      if (error === null) resolve(read);
      else reject(error);
    });
  });
  return { body, whole, held: budget.held, release: () => (reader.release(), budget.held) };
}

test.each([
  ['one piece', [10]],
  ['nothing', []],
  ['large pieces', [65_536, 65_536, 100]],
  ['small ones, beyond the room they are gathered in', Array.from({ length: 50 }, () => 1_000)],
  ['both by turns', [1, 8_000, 2, 4_095, 4_096, 3, 4_095, 4_095, 4_095, 1, 65_536, 1, 1]],
  ['single bytes', Array.from({ length: 20_000 }, () => 1)],
])('a body of %s comes whole, and what it held is given back', async (_, sizes) => {
  const { body, whole, release } = await readWhole(sizes);

  expect(body?.equals(whole)).toBe(true);
  expect(release()).toBe(0);
});

test('what a body holds is charged: its bytes and a little for each piece, and what small ones are gathered in', async () => {
  const one = await readWhole([100_000]);
  const many = await readWhole(Array.from({ length: 100_000 }, () => 1));

  expect(one.held).toBe(100_400);
  expect(many.held).toBeLessThan(1.2 * 100_000);
});
