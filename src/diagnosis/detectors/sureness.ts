import type { LogLine } from '../log/log.types';
import { needlesOf } from '../needles';
import { left, Sieve } from '../sieve';
import type { Detector } from './detector';
import { DETECTORS } from './index';

/** Detectors whose heads alone say little. */
const HALF_SURE = new Set(['place-below', 'headed', 'records', 'formatter', 'table', 'place-alone']);

interface Head {
  readonly detector: Detector;
  readonly patterns: readonly RegExp[];
}

/** True for a pattern with words of its own: `: ` or `(3` is in most lines. */
function isTelling(pattern: RegExp): boolean {
  return needlesOf(pattern)?.every((needle) => needle.replace(/[ 0]/g, '').length > 2) === true;
}

interface Known {
  readonly heads: readonly Head[];
  readonly sieve: Sieve;
  /** What only other words tell apart is tried where a line weighs something. */
  readonly wordless: readonly Detector[];
}

/** Worked out for the first log that is too long to keep: it takes 0.3 s, which no start of a process should wait for. */
let known: Known | null = null;

function workOut(): Known {
  const heads = DETECTORS.map((detector): Head => ({ detector, patterns: (detector.heads ?? []).filter(isTelling) }));
  return {
    heads,
    sieve: new Sieve(heads.map(({ patterns }) => patterns)),
    wordless: DETECTORS.filter((detector) => detector.lineByLine === true && detector.heads?.every(isTelling) !== true),
  };
}

/** No form without words does without a number. */
const PLACE = /[:([,|\t]\s{0,2}\d|[lL]ine[ =:]\s?\d/;

const finds = (detector: Detector, line: LogLine): boolean => detector.detect([line]).issues.length > 0;

/**
 * How surely a line is one that a detector makes a finding of, looked at alone: 2 for one that has a tool's own form, 1
 * for one that may, 0 for others. Only lines that weigh something are tried against forms without words.
 */
export function surenessOf(line: LogLine, weighs: boolean): 0 | 1 | 2 {
  known ??= workOut();
  const { heads, sieve, wordless } = known;
  const sifted = sieve.room();
  sieve.sift(line.text, sifted);
  let sure: 0 | 1 = 0;
  for (const id of sifted.some((bits) => bits !== 0) ? left(sifted) : []) {
    const head = heads[id];
    if (!head) continue;
    const { detector, patterns } = head;
    const fits =
      detector.lineByLine === true ? finds(detector, line) : patterns.some((pattern) => pattern.test(line.text));
    if (fits && !HALF_SURE.has(detector.name)) return 2;
    if (fits) sure = 1;
  }
  return weighs && PLACE.test(line.text) && wordless.some((detector) => finds(detector, line)) ? 2 : sure;
}
