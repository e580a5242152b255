import { mayMatch, Sieve } from '../sieve';
import type { LogLine } from './log.types';

/** Every line that weighs anything has one of these; most lines have none, and one pattern is cheaper than nine. */
const HINT =
  /err|fail|fatal|panic|traceback|exception|no space|out of memory|segmentation|kill|assert|cannot|could ?n|unable|not found|no such|denied|unauthorized|forbidden|refused|timed? ?out|undefined|undeclared|unresolved|mismatch|invalid|unexpected|missing|exit (?:code|status)|not ok|exceed|cancel|expected|actual|received|want|got|problem|✖|✗|✕|●|×|^E {2}|[:(]\d{1,7}[:,]\d/i;

/** Weight of a line by the words in it; the first that matches counts. Negative: the word is there, the error is not. */
const WEIGHTS: readonly (readonly [number, RegExp])[] = [
  // npm heads its blank lines too.
  [0, /^\s{0,8}npm (?:ERR!|error)\s{0,4}$/],
  [0, /\b(?:0|no) (?:errors?|failures?|failed|problems?)\b(?![^\n]{0,60}[1-9]\d{0,6} (?:error|fail))/i],
  // What a tool says last: its count of failures, a hook's verdict.
  [
    11,
    /^\W{0,8}(?:Found [1-9]\d{0,6} (?:errors?|problems?|warnings?)|(?:Tests?|Test Suites|Snapshots?): .{0,60}[1-9]\d{0,6} failed|test result: FAILED|[1-9]\d{0,6} (?:failing|failed|errors?)\b)|\.{4}(?:\(.{1,40}\))?Failed$|\b(?:completed unsuccessfully|failed while executing)\b/i,
  ],
  [0, /\b(?:warning|deprecated|npm warn)\b/i],
  [
    10,
    /\berror(?:\[E\d{4}\]| TS\d{4,5}|:|\b[^\n]{0,20}\bE[A-Z]{4,})|\bfatal(?: error)?:|\bpanic(?:ked)?\b|Traceback \(most recent|^\s{0,8}not ok \d/i,
  ],
  [10, /(?:Error|Exception)(?::|$)|No space left on device|out of memory|Segmentation fault|Killed$/i],
  [9, /^\s{0,8}(?:✖|✗|✕|●|×|FAIL(?:ED|URE)?\b|--- FAIL|E  )|\bAssertion(?:Error)?\b|\bFAILED\b/],
  [
    8,
    /\b(?:cannot|could not|couldn't|unable to|failed to|not found|no such file|permission denied|access denied|unauthorized|forbidden|refused|timed out|timeout|undefined reference|undeclared|unresolved|mismatch|missing script)\b/i,
  ],
  [
    6,
    /\bERR!|\b(?:error|failed|failure|failures|exception|invalid|unexpected|missing|exit (?:code|status) [1-9]\d{0,9})\b/i,
  ],
  [5, /[\w./\\-][:(]\d{1,7}[:,]\d{1,6}\)?(?::|\s)/],
  [4, /^\s{0,8}(?:expected|actual|received|want|got)\b/i],
];

/** Of lines that weigh nothing, warnings and what has a place or a rule may be findings. */
const QUIET = /warn|reformat|[dD]iff |[lL]ine[ :]\s{0,2}\d|[:[]\d{1,7}[\]: ]|\(\d{1,7}[,:)]|\b[A-Z]{1,6}\d{3,4}\b/;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LENGTHS = [1, 2, 3, 4, 5, 6, 7];
/** The same in forms that have a text of their own, which a digit after a bracket is not. */
const QUIET_FORMS = [
  /warn/,
  /reformat/,
  /[dD]iff /,
  /[lL]ine[ :]/,
  ...LENGTHS.flatMap((length) => [new RegExp(`[:[]\\d{${length}}[\\]: ]`), new RegExp(`\\(\\d{${length}}[,:)]`)]),
  ...Array.from(LETTERS, (letter) => new RegExp(`${letter}\\d{3}`)),
];

/** Bit 0 stands for `HINT`, bit 1 for `QUIET`, the others for `WEIGHTS` in order: most lines have none of them. */
const SIEVE = new Sieve([HINT, QUIET_FORMS, ...WEIGHTS.map(([, pattern]) => pattern)]);
const sifted = SIEVE.room();

/** How much a line says about a failure: 0 (nothing) to 11. Linear. */
export function weigh(text: string): number {
  SIEVE.sift(text, sifted);
  if (!mayMatch(sifted, 0) || !HINT.test(text)) return 0;
  for (const [index, [weight, pattern]] of WEIGHTS.entries()) {
    if (mayMatch(sifted, index + 2) && pattern.test(text)) return weight;
  }
  return 0;
}

/** Lines that only pass on that something before them failed. */
const CASCADE =
  /^(?:Process completed with exit code|exit status \d|make(?:\[\d\])?: \*{3}|npm (?:ERR!|error) (?:code ELIFECYCLE|Lifecycle|Exit status)|error Command failed with exit code|info Visit https|FAILURE: Build failed|BUILD FAILED|\* (?:What went wrong|Try|Get more help)|\[ERROR\] (?:-> \[Help|To see the full|Re-run Maven|For more information)|ERROR: (?:script returned exit code|Step |Job failed)|FAIL$|The command "|Error: The process '.{1,300}' failed with exit code|error: (?:aborting due|test failed, to rerun|recipe for target)|ninja: build stopped|Finished: FAILURE|The above exception was|During handling of the above)/;
/** The first frames of a stack say less than its head. */
const FRAME = /^\s{1,40}(?:at |from |in |File ")|^\s{0,8}\.{3} \d{1,4} more/;

const ANNOTATED = 9.5;
const CASCADED = 2;

/** Weight of a line as evidence: 0 (nothing) to 11. */
export function strengthOf(line: LogLine): number {
  return line.strength ?? strength(line.text, line.annotated === true);
}

function strength(text: string, annotated: boolean): number {
  const weight = annotated ? ANNOTATED : weigh(text);
  if (weight === 0) return 0;
  if (CASCADE.test(text)) return CASCADED;
  return !annotated && FRAME.test(text) ? 1 : weight;
}

/** What one look at a line in the making tells; the same object for all lines, each written over the one before. */
export class LineReading {
  /** See `strengthOf`. */
  strength = 0;
  /** True for a line that may be a finding though it weighs nothing. */
  isQuiet = false;

  read(text: string, annotated: boolean): void {
    this.strength = strength(text, annotated);
    // `sifted` is of this line: what is annotated was not sifted, and weighs something.
    this.isQuiet = this.strength === 0 && mayMatch(sifted, 1) && QUIET.test(text);
  }
}
