import fc from 'fast-check';
import { parseLog, LogReader } from './reader';
import type { ParsedLog } from './log.types';

function readIn(pieces: readonly Uint8Array[]): ParsedLog {
  const reader = new LogReader();
  for (const piece of pieces) reader.push(piece);
  return reader.finish();
}

const numbersOf = (log: ParsedLog): number[] => log.lines.map(({ number }) => number);

describe('LogReader', () => {
  it('reads the same however the bytes are cut', () => {
    const line = fc.constantFrom(
      '2026-03-05T09:14:07.1234567Z ##[group]Run npm test',
      '2026-03-05T09:14:07.1234567Z \u001b[36;1mnpm test\u001b[0m',
      '2026-03-05T09:14:07.1234567Z ##[endgroup]',
      '2026-03-05T09:14:07.1234567Z ✖ füür 42 € 🐛',
      '2026-03-05T09:14:07.1234567Z ##[error]Process completed with exit code 1.',
      '',
      'a'.repeat(20_000),
    );
    const log = fc.tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom('', '\n', '\r\n'));
    const check = fc.property(log, fc.array(fc.nat(5000), { maxLength: 20 }), ([lines, end], cuts) => {
      const text = lines.join('\n') + end;
      const bytes = Buffer.from(text);
      const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
      const pieces = at.slice(1).map((to, index) => bytes.subarray(at[index], to));

      const pieced = readIn(pieces);

      expect(pieced).toEqual(parseLog(text));
    });

    fc.assert(check, { numRuns: 200, seed: 20260305 });
  });

  it('tells the failed step, its exit code and its script from its output', () => {
    const log = parseLog(
      [
        '##[group]Run make',
        '\u001b[36;1mmake\u001b[0m',
        'shell: /usr/bin/bash -e {0}',
        '##[endgroup]',
        'all is made',
        '##[group]Run npm test',
        '\u001b[36;1mecho "error: not yet"\u001b[0m',
        '##[endgroup]',
        'not ok 1 - adds',
        '##[error]Process completed with exit code 7.',
        'Post job cleanup.',
        'error: cannot clean up',
      ].join('\n'),
    );

    expect(log.failedStep).toMatchObject({ name: 'Run npm test', exitCode: 7 });
    expect(log.failedStep?.lines.map(({ role }) => role)).toEqual(['script', 'script', 'script', 'output', 'marker']);
    expect(log.lines.at(-1)).toMatchObject({ number: 12, role: 'frame' });
  });

  it("takes Travis' commands for steps", () => {
    const log = parseLog(
      [
        'travis_time:start:01\r\u001b[0K$ npm install',
        'added 3 packages',
        'travis_time:end:01\r\u001b[0K',
        'The command "npm install" exited with 0.',
        'travis_time:start:02\r\u001b[0K$ npm test',
        'boom',
        'The command "npm test" exited with 1.',
      ].join('\n'),
    );

    expect(log.failedStep).toMatchObject({ name: 'npm test', exitCode: 1 });
    expect(log.failedStep?.lines.find(({ role }) => role === 'output')?.text).toBe('boom');
  });

  it('counts bare carriage returns as line ends only in a log without line feeds', () => {
    const bare = parseLog('one line\r'.repeat(3000));
    const bar = parseLog(`${'10 %\r'.repeat(3000)}done\nlast`);

    expect(numbersOf(bare).length).toBe(3000);
    expect(bar.lines.map(({ text }) => text)).toEqual(['done', 'last']);
  });

  it('takes colours away whose escape character was written as ^[', () => {
    const { lines } = parseLog('^[[31mFAIL^[[0m^[[1;31m: test_a^[[0m');

    expect(lines[0]?.text).toBe('FAIL: test_a');
  });

  it('keeps of a long log its ends and what says something, with the numbers of the whole', () => {
    const reader = new LogReader();
    const total = 400_000;
    for (let number = 1; number <= total; number += 1) {
      reader.push(number === 200_000 ? 'error: the one that counts\n' : `copied file ${number} to its place\n`);
    }

    const log = reader.finish();

    expect(log.lines.length + log.dropped).toBe(total);
    expect(log.dropped).toBeGreaterThan(total / 2);
    expect(log.lines.find(({ number }) => number === 200_000)?.text).toBe('error: the one that counts');
    expect([log.lines[0]?.number, log.lines.at(-1)?.number]).toEqual([1, total]);
    expect(numbersOf(log)).toEqual([...numbersOf(log)].sort((a, b) => a - b));
  });

  it('removes a secret that a cut would have halved', () => {
    const secret = 'ghp_Zq7Rk2Vn9Xb4Tm6Wc1Ld8Hs3Jg5Pf0Ya7Ue2Io9';
    const reader = new LogReader();
    for (const letter of `token ${secret} is leaked\n`) reader.push(letter);

    const log = reader.finish();

    expect(log.lines[0]?.text).toBe('token [redacted] is leaked');
  });
});
