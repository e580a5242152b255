import type { Clue } from './clues';
import { CLUES } from './clues';
import type { KnownFailureClass } from './diagnosis.types';
import type { Detected } from './detectors';
import type { LogLine } from './log/log.types';
import { strengthOf } from './log/weigh';
import { mayMatch, Sieve } from './sieve';

/** Lines of one clue that are remembered as evidence. */
const MAX_LINES = 5;
/** A program says why it gave up at the end. */
const LAST_LINES = 40;
/** Words that tests, tools and their help print for many reasons count this much less where something else explains the failure. */
const DOUBT = 0.35;
/** A first error line among hundreds of the same says the cause; ten lines of one clue say no more than one. */
const POSITION_BONUS = 0.04;

export interface Classification {
  readonly class: KnownFailureClass;
  /** 0 to 1. */
  readonly confidence: number;
  /** Numbers of the lines that speak for the class, the strongest first. */
  readonly lines: readonly number[];
  /** The words in them that do, the strongest first. */
  readonly words: readonly string[];
}

const UNBUILT = /\[(?:build|setup) failed\]$/;

const isStrict = (kind: string | null): boolean => kind === 'lint' || kind === 'type-check';

interface Heard {
  readonly clue: Clue;
  readonly words: string;
  readonly lines: number[];
  /** Lines that have the words but call themselves a warning. */
  readonly warnings: number[];
  score: number;
}

/** A line whose words no clue can have is not tried against all of them. */
const MAY_SPEAK =
  /[✖!]|=+ |--- |\d{3} |\b(?:[45]0\d|E[A-Z]{4,}|NU1\d|YN00|CS\d|TS\d)|class|cancel|code|config|checksum|conflict|connect|credential|daemon|denied|depend|deprec|disk|extends|down|exit|fail|find|found|frozen|input|killed|lint|leak|lock|memory|needed|network|module|npm|offens|outdated|package|param|quota|rate|reach|received|reformat|refus|resolv|satisf|service|solving|runner|script|shutdown|space|spec|style|test|time|token|type error|unsafe|up.to.date|version|vulnerab|wait|workflow|yarn/i;

/** Most lines have the words of no clue, the rest those of one or two. */
const SIEVE = new Sieve(CLUES.map(({ pattern }) => pattern));

function listen(lines: readonly LogLine[], explained: boolean): Heard[] {
  const heard = new Map<Clue, Heard>();
  const sifted = SIEVE.room();
  for (const [index, line] of lines.entries()) {
    const { number, text } = line;
    if (strengthOf(line) === 0 && !MAY_SPEAK.test(text)) continue;
    SIEVE.sift(text, sifted);
    for (const [id, clue] of CLUES.entries()) {
      if (!mayMatch(sifted, id)) continue;
      const match = clue.pattern.exec(text);
      if (!match) continue;
      const late = lines.length - index <= LAST_LINES;
      const doubted = clue.hard !== true && explained && !late ? DOUBT : 0;
      const score = clue.weight + POSITION_BONUS * (1 - index / lines.length) - doubted;
      const known = heard.get(clue) ?? { clue, words: match[0], lines: [], warnings: [], score };
      heard.set(clue, known);
      known.score = Math.max(known.score, score);
      const list = /^\W{0,4}warn/i.test(text) ? known.warnings : known.lines;
      if (list.length < MAX_LINES) list.push(number);
    }
  }
  return [...heard.values()].sort((a, b) => b.score - a.score);
}

/**
 * The class that most speaks for, from the words of tools and platforms and from what the detectors found; null when
 * nothing does. The margin to the next class goes into the confidence.
 */
export function classify(lines: readonly LogLine[], detected: Detected, conclusion: string): Classification | null {
  if (conclusion === 'timed_out') return { class: 'timeout', confidence: 0.95, lines: [], words: [] };
  if (conclusion === 'startup_failure') return { class: 'config', confidence: 0.9, lines: [], words: [] };
  const scores = new Map<KnownFailureClass, number>();
  const raise = (key: KnownFailureClass, score: number): void => {
    scores.set(key, Math.max(scores.get(key) ?? 0, score));
  };
  const errors = detected.issues.filter(({ found }) => found.severity === 'error');
  const heard = listen(lines, detected.tests.length > 0 || errors.some(({ detector }) => detector.class !== null));
  for (const { clue, score } of heard) raise(clue.class, score);
  for (const { detector } of errors) if (detector.class) raise(detector.class, detector.class === 'lint' ? 0.8 : 0.86);
  for (const { detector, found } of detected.tests) {
    // A package whose tests could not be built failed no test.
    if (UNBUILT.test(found.name)) raise('build', 0.95);
    else raise(detector.class ?? 'test', 0.9);
  }
  const [best, second] = [...scores].sort((a, b) => b[1] - a[1]);
  if (!best || best[1] <= 0.3) {
    // A linter that was told to fail on warnings calls none of them an error.
    const strict = detected.issues.find(
      ({ detector, found }) => found.severity === 'warning' && isStrict(detector.class),
    );
    if (strict?.detector.class && errors.length === 0) {
      return { class: strict.detector.class, confidence: 0.5, lines: [], words: [] };
    }
    return errors.length === 0 ? null : { class: 'build', confidence: 0.4, lines: [], words: [] };
  }
  const margin = second ? Math.min(0.25, best[1] - second[1]) : 0.25;
  const speaking = heard.filter(({ clue }) => clue.class === best[0]);
  return {
    class: best[0],
    confidence: Math.max(0.1, Math.min(0.99, Math.round((best[1] - 0.15 + margin * 0.6) * 100) / 100)),
    lines: [...speaking.flatMap((each) => each.lines), ...speaking.flatMap((each) => each.warnings)],
    words: speaking.map(({ words }) => words),
  };
}
