import type { Classification } from './classify';
import type { DiagnosisIssue, FailingTest } from './diagnosis.types';

/** A title is one line of a list; longer ones are cut in their message, not in their file. */
export const MAX_TITLE = 120;
/** A name or a file may take this much of it, so that the message is never crowded out. */
const MAX_PLACE = 60;

/** What a title is made of: the chief job of a run. */
export interface TitleInput {
  /** The job's name, and the failed step's where it is known. */
  readonly job: string;
  readonly step: string | null;
  readonly conclusion: string;
  readonly exitCode: number | null;
  /** True when there is a log, and nothing in it. */
  readonly isEmpty: boolean;
  readonly classification: Classification | null;
  readonly issues: readonly DiagnosisIssue[];
  readonly failingTests: readonly FailingTest[];
  /** The line that has the words of the class, where the words say it better than findings do. */
  readonly cause: string | null;
  /** The strongest first. */
  readonly errorLines: readonly string[];
}

/** What the page should call a failure that tools say in a paragraph. Tried on rule and message. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/^EUSAGE\b.{0,80}npm ci`? can only install/, 'npm ci: lock file out of date'],
  [/\bERR_PNPM_OUTDATED_LOCKFILE\b/, 'pnpm: lock file out of date'],
  [/\bYN0028\b|lockfile needs to be updated, but yarn/i, 'yarn: lock file out of date'],
  [/^ERESOLVE\b/, 'npm: peer dependencies do not resolve'],
  [/No space left on device|\bENOSPC\b/i, 'Disk full: no space left on device'],
  [/JavaScript heap out of memory/, 'Out of memory: JavaScript heap'],
  [/runner has received a shutdown signal/, 'Runner stopped: shutdown signal received'],
  [/lost communication with the server/, 'Runner lost communication with the server'],
];

function cut(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, Math.max(1, most - 1)).join('')}…` : text;
}

/** One line without what only one run has or every line says: stamps, `ERROR:`, and places as `file:12:5`, whose numbers an edit above moves. */
function oneLine(text: string): string {
  return text
    .slice(0, 1000)
    .replace(/^\s{0,40}(?:\[?\d{4}-\d\d-\d\d[T ][\d:.,]{5,18}Z?\]?|\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?)\s{1,8}/, '')
    .replace(/^(?:#\d{1,4} )?(?:\[ERROR\]|(?:ERROR|Error|error)(?=:)):?\s{1,4}/, '')
    .replace(/(\.[A-Za-z]{1,10})(?::\d{1,7}){1,2}\b/g, '$1')
    .replace(/\s{1,1000}/g, ' ')
    .trim();
}

/** `src/deep/…/a.ts` in full where it fits, its end where not: the name tells more than the folders. */
function placeOf(file: string): string {
  const characters = Array.from(oneLine(file));
  return characters.length > MAX_PLACE ? `…${characters.slice(1 - MAX_PLACE).join('')}` : characters.join('');
}

/** `what in file`, the words cut so that both fit. */
function placed(what: string, file: string | null): string {
  const place = file === null ? '' : placeOf(file);
  if (place === '' || what.includes(place)) return cut(what, MAX_TITLE);
  return `${cut(what, MAX_TITLE - place.length - 4)} in ${place}`;
}

function phraseOf(text: string): string | null {
  return PHRASES.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

function issueTitle({ tool, rule, file, message }: DiagnosisIssue): string {
  const words = oneLine(message);
  const known = phraseOf(`${rule ?? ''} ${words}`);
  if (known !== null) return known;
  const head = rule ?? (tool === null ? null : `${tool}:`);
  const said = head === null || words.startsWith(head) ? words : `${head} ${words}`;
  if (said.trim() === '') return placed('error', file);
  return placed(said.trim(), file);
}

function testTitle({ name, file }: FailingTest): string {
  const words = oneLine(name).replaceAll(' > ', ' › ');
  // `FAIL org.a.BTest.adds in BTest.java` says one thing twice.
  const stem = /([^\\/]{1,200}?)(?:\.[A-Za-z]{1,10})?$/.exec(file ?? '')?.[1];
  const twice = stem !== undefined && words.split(/[^\w$-]/).includes(stem);
  return placed(`FAIL ${words}`, twice ? null : file);
}

function endOf({ job, step, conclusion, exitCode, isEmpty, classification }: TitleInput): string {
  const where = cut(oneLine(step ?? job), 80);
  if (classification?.class === 'timeout') return `Timed out: ${where}`;
  if (conclusion === 'startup_failure') return `Workflow did not start: ${where}`;
  if (conclusion === 'cancelled') return `Cancelled: ${where}`;
  if (isEmpty) return `Nothing in the log: ${where}`;
  return exitCode === null ? `Failed: ${where}` : `Exit code ${exitCode}: ${where}`;
}

/**
 * What a list of incidents calls this failure, at most 120 characters and one line: `TS2551 Property 'x' does not exist
 * in src/a.ts`, `FAIL suite › test in a.test.ts`, `npm ci: lock file out of date`. The words of the class first where
 * they say it (a full disk), then the findings of its tools, the strongest error line, and how the job ended.
 */
export function titleOf(input: TitleInput): string {
  const { classification, issues, failingTests, cause, errorLines } = input;
  if (cause !== null && oneLine(cause) !== '') return phraseOf(cause) ?? cut(oneLine(cause), MAX_TITLE);
  const [test] = failingTests;
  const issue = issues.find(({ severity }) => severity === 'error');
  if (test && (classification?.class === 'test' || !issue)) return testTitle(test);
  if (issue) return issueTitle(issue);
  const [line] = errorLines.map(oneLine).filter((text) => text !== '');
  if (line === undefined) return endOf(input);
  return phraseOf(line) ?? cut(line, MAX_TITLE);
}
