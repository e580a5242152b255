import fc from 'fast-check';
import { LogBlocks } from './blocks';

function blocksOf(pieces: readonly (string | Uint8Array)[]): string[] {
  const blocks: string[] = [];
  const reader = new LogBlocks((block) => blocks.push(block));
  for (const piece of pieces) reader.push(piece);
  reader.finish();
  return blocks;
}

/** A private key's body as tools print it: 64 letters a line, joined at run time. */
const BODY = Array.from({ length: 50 }, (_, line) => `${'aB3dE6gH'.repeat(7)}${String(line).padStart(8, 'k')}`);
const dashed = (end: 'BEGIN' | 'END', kind: string): string => `-----${end} ${kind}PRIVATE KEY-----`;
const keyOf = (kind: string): string[] => [dashed('BEGIN', kind), ...BODY, dashed('END', kind)];
const STAMP = '2026-03-05T09:14:07.1234567Z ';

describe('a log in blocks', () => {
  it('is the same however its bytes are cut', () => {
    const line = fc.constantFrom(
      'short',
      'ü € 🐛',
      'x'.repeat(30_000),
      'some words '.repeat(15_000),
      '',
      'a\r'.repeat(9),
    );
    const check = fc.property(
      fc.array(line, { maxLength: 6 }),
      fc.array(fc.nat(400_000), { maxLength: 30 }),
      (lines, cuts) => {
        const bytes = Buffer.from(lines.join('\n'));
        const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const pieces = at.slice(1).map((to, index) => bytes.subarray(at[index], to));

        expect(blocksOf(pieces)).toEqual(blocksOf([bytes]));
      },
    );

    fc.assert(check, { numRuns: 25, seed: 20260305 });
  });

  it('keeps the number of lines and both ends of a line without end', () => {
    const long = `start ${'x'.repeat(500_000)} ${'y'.repeat(500_000)} the end`;

    const lines = blocksOf([`one\n${long.slice(0, 300_000)}`, long.slice(300_000), '\nlast\n'])
      .join('\n')
      .split('\n');

    expect(lines.map((line) => [line.slice(0, 5), line.slice(-7)])).toEqual([
      ['one', 'one'],
      ['start', 'the end'],
      ['last', 'last'],
    ]);
    expect(lines[1]?.length).toBeLessThan(150_000);
  });

  it.each([
    ['as it is', '', 'RSA '],
    ['behind stamps', STAMP, 'OPENSSH '],
    ['behind a job and a step', `build\tRun make\t${STAMP}`, ''],
  ])('shows no line of a private key wherever a block or a piece ends: %s', (_, prefix, kind) => {
    const key = keyOf(kind).map((line) => prefix + line);
    const leaks: unknown[] = [];
    // From a key that stands before the first border to one that stands behind it.
    for (let before = 26_000; before < 34_000; before += 900) {
      const log = [...'copied a file to its place\n'.repeat(before / 27).split('\n'), ...key, 'done', ''].join('\n');
      for (const size of [97, 70_000]) {
        const pieces = Array.from({ length: Math.ceil(log.length / size) }, (_, at) =>
          log.slice(at * size, (at + 1) * size),
        );
        const shown = blocksOf(pieces).join('\n');
        if (BODY.some((line) => shown.includes(line)) || !shown.includes('done')) leaks.push({ before, size });
      }
    }

    expect(leaks).toEqual([]);
  });

  it('shows no line of a key whose start was cut off, over a border too', () => {
    const tail = [...BODY, dashed('END', 'RSA '), 'done'].join('\n');
    const before = 'copied a file to its place\n'.repeat(1170);

    for (const log of [tail, before + tail]) {
      const shown = blocksOf([log]).join('\n');
      expect(BODY.filter((line) => shown.includes(line))).toEqual([]);
    }
  });

  it('shows nothing of a secret that stands where a long line is cut', () => {
    const secret = ['ghp', 'Zq7Rk2Vn9Xb4Tm6Wc1Ld8Hs3Jg5Pf0Ya7Ue2Io9'].join('_');
    const leaks: number[] = [];
    for (let at = 83_900; at < 84_100; at += 5) {
      const line = `${'ab '.repeat(28_200).slice(0, at)}${secret} ${'cd '.repeat(40_000)}`;
      if (blocksOf([line]).some((block) => block.includes(secret.slice(0, 12)))) leaks.push(at);
    }

    expect(leaks).toEqual([]);
  });

  it('shows nothing of a key on one line that is cut', () => {
    const body = BODY.join(String.raw`\n`);
    const key = `${dashed('BEGIN', '')}${String.raw`\n`}${body}${String.raw`\n`}${dashed('END', '')}`;
    const leaks: number[] = [];
    for (const pad of [82_000, 83_900, 120_000]) {
      const line = `${'ab '.repeat(pad / 3)}${key} ${'cd '.repeat(8800)}`;
      if (BODY.some((part) => blocksOf([line]).join('').includes(part))) leaks.push(pad);
    }

    expect(leaks).toEqual([]);
  });
});
