import fc from 'fast-check';
import { LineWindow } from './line-window';

const LINES = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);

/** The lines as blocks of these sizes. */
function blocksOf(lines: readonly string[], sizes: readonly number[]): string[] {
  const blocks: string[] = [];
  let from = 0;
  for (const size of [...sizes, lines.length]) {
    if (from >= lines.length) break;
    blocks.push(lines.slice(from, from + size).join('\n'));
    from += size;
  }
  return blocks;
}

test('however a log is cut into blocks, and wherever it breaks off and is given again, a range comes whole and once', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 20 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 25 }),
      fc.integer({ min: 1, max: 25 }),
      sizes,
      sizes,
      fc.nat(20),
      (from, max, first, second, broken) => {
        const lines = new LineWindow({ from, max });
        const got: string[] = [];
        for (const giving of [blocksOf(LINES, first).slice(0, broken), blocksOf(LINES, second)]) {
          lines.restart();
          for (const block of giving) {
            if (!lines.isOver) got.push(lines.take(block));
          }
        }

        const wanted = LINES.slice(from - 1, from - 1 + max);
        expect(got.join('')).toBe(wanted.map((line) => `${line}\n`).join(''));
        expect(lines.isOver).toBe(wanted.length === max);
      },
    ),
  );
});

test('empty lines are lines', () => {
  expect(new LineWindow({ from: 1, max: 9 }).take('\n\nx')).toBe('\n\nx\n');
  expect(new LineWindow({ from: 1, max: 9 }).take('')).toBe('\n');
});
