import { CappedLog } from './capped-log';
import type { ParsedLog } from './log.types';
import { parseLog } from './reader';

function read(text: string, maxBytes: number, endBytes: number, cut = 10): { parsed: ParsedLog; truncated: boolean } {
  const log = new CappedLog(maxBytes, 1_000_000, endBytes);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += cut) log.push(bytes.subarray(at, at + cut));
  return log.finish();
}

const rowsOf = ({ lines }: ParsedLog): string[] => lines.map(({ number, text }) => `${number} ${text}`);
const TEXT = Array.from({ length: 40 }, (_, index) => `line ${index + 1} é`).join('\n');

describe('a log with a cap', () => {
  it.each([10_000, 300, 200])('of %i bytes is read whole while its end holds the rest', (cap) => {
    const { parsed, truncated } = read(TEXT, cap, 300);

    expect(truncated).toBe(false);
    expect(parsed).toEqual(parseLog(TEXT));
  });

  it('is read at both ends beyond it, with the numbers of the whole', () => {
    const { parsed, truncated } = read(TEXT, 42, 33);

    expect(truncated).toBe(true);
    expect(rowsOf(parsed)).toEqual([
      '1 line 1 é',
      '2 line 2 é',
      '3 line 3 é',
      '4 line 4 é',
      '5 li',
      '38 line 38 é',
      '39 line 39 é',
      '40 line 40 é',
    ]);
    expect(parsed.lines.length + parsed.dropped).toBe(40);
  });

  it('that is one line is read at its start', () => {
    const { parsed, truncated } = read('x'.repeat(5000), 100, 50);

    expect(truncated).toBe(true);
    expect(rowsOf(parsed)).toEqual([`1 ${'x'.repeat(100)}`]);
  });
});
