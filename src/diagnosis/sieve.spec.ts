import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { CLUES } from './clues';
import { GENERIC_FORMATS } from './detectors/generic';
import { needlesOf } from './needles';
import { mayMatch, Sieve } from './sieve';

const FIXTURES = path.join(__dirname, 'fixtures');
const LINES = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .map((name) => path.join(FIXTURES, name))
  .filter((file) => statSync(file).isFile())
  .flatMap((file) => readFileSync(file, 'utf8').split('\n'));

describe('the needles of a pattern', () => {
  it.each([
    [/Could not resolve host/, ['could not resolve host']],
    [/exit (?:code|status) \d/, ['exit code 0', 'exit status 0']],
    [/(?:a|b)c\s{1,4}error\[E\d{4}\]/i, [' error[e0000]']],
    [/fail(?:ed|ure)?: x/, ['fail: x', 'failed: x', 'failure: x']],
    [/(?=never)a{2,3}bcd/, ['abcd']],
    [/\d{1,7}:\d/, ['0:0']],
    [/^.{1,20}[^:]\w$/, null],
    [/error|.{3}/, null],
    [/(?:word)?/, null],
    [/größe/i, ['gr']],
  ])('%s', (pattern, needles) => {
    expect(needlesOf(pattern)).toEqual(needles);
  });
});

describe('a sieve', () => {
  it('never keeps a line from a pattern that matches it', () => {
    const patterns = [...CLUES, ...GENERIC_FORMATS].map(({ pattern }) => pattern);
    const sieve = new Sieve(patterns);
    const sifted = sieve.room();

    const hits = LINES.flatMap((line) => {
      sieve.sift(line, sifted);
      return patterns.flatMap((pattern, id) => (pattern.test(line) ? [{ line, id, kept: mayMatch(sifted, id) }] : []));
    });

    expect(hits.length).toBeGreaterThan(10);
    expect(hits.filter(({ kept }) => !kept)).toEqual([]);
  });

  it('finds needles that are the end or a part of each other, whatever their case', () => {
    const sieve = new Sieve([/he/, /she/, /HIS/, /hers/, /\d{3} x/]);
    const sifted = sieve.room();

    sieve.sift('uSHErs 142\tx', sifted);

    expect([0, 1, 2, 3, 4].filter((id) => mayMatch(sifted, id))).toEqual([0, 1, 3, 4]);
  });
});
