import type { Detector, FoundIssue } from './detector';

/** An issue with the detector that found it. */
export interface Detection {
  readonly detector: Detector;
  readonly found: FoundIssue;
}

/** Issues at one place that are compared with each other; a place with more is a flood. */
const MAX_AT_PLACE = 20;

const wordsOf = (message: string): string =>
  message
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_$]+/gu, ' ')
    .trim();

/** The identifier that a message is about: what stands in quotes, else what stands behind its last colon. */
function subjectOf(message: string): string | null {
  return (
    /['"`‘“]([\w$.]{2,80})['"`’”]/.exec(message)?.[1] ??
    /: ([\w$.]{2,80})(?: \([\w-]{1,40}\))?$/.exec(message)?.[1] ??
    null
  );
}

/** `calc_test.go` and `pkg/calc_test.go` may be one file, printed by two tools. */
function sameFile(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  const [mine, other] = [a, b].map((file) => file.replaceAll('\\', '/').replace(/^(?:\.\/){1,4}/, ''));
  const [long = '', short = ''] = a.length < b.length ? [other, mine] : [mine, other];
  return long === short || long.endsWith(`/${short}`);
}

/** The words of a message without the numbers of its own place. */
function saidAt({ message, line, column }: FoundIssue): string {
  const place = new Set([line, column].map(String));
  return wordsOf(message)
    .split(' ')
    .filter((word) => !place.has(word))
    .join(' ');
}

/** A tool that says at one place the same in a longer and a shorter form (black does, with `--verbose`). */
function tellsAgain(a: FoundIssue, b: FoundIssue): boolean {
  const [mine, other] = [saidAt(a), saidAt(b)];
  const [long, short] = mine.length < other.length ? [other, mine] : [mine, other];
  return short.length > 12 && short.length < long.length && ` ${long} `.includes(` ${short} `);
}

/**
 * True when two issues are one mistake: the same words at the same place (Maven and MSBuild print each twice), or two
 * tools at the same line and column that speak of the same name (`undefined: os`, `undeclared name: os (compile)`).
 */
function same(a: FoundIssue, b: FoundIssue, otherTool: boolean): boolean {
  if (a.line !== b.line || !sameFile(a.file, b.file)) return false;
  if (a.column !== b.column && a.column !== null && b.column !== null) return false;
  if (a.file === b.file && a.column === b.column && wordsOf(a.message) === wordsOf(b.message)) return true;
  if (
    (!otherTool && a.rule !== null && b.rule !== null) ||
    a.line === null ||
    a.file === null ||
    a.severity !== 'error' ||
    b.severity !== 'error'
  )
    return false;
  const [mine, other] = [wordsOf(a.message), wordsOf(b.message)];
  if (
    otherTool &&
    mine.length > 12 &&
    other.length > 12 &&
    (mine.startsWith(other.slice(0, 60)) || other.startsWith(mine.slice(0, 60)))
  )
    return true;
  if (!otherTool && a.column !== null && a.column === b.column && tellsAgain(a, b)) return true;
  const subject = subjectOf(a.message);
  return subject !== null && subject === subjectOf(b.message) && a.column !== null && a.column === b.column;
}

/** Each mistake once, as the log tells it first. */
export function distinct(issues: readonly Detection[]): Detection[] {
  const places = new Map<string, Detection[]>();
  return issues.filter((issue) => {
    const { file, line } = issue.found;
    const key = `${file?.split(/[\\/]/).at(-1) ?? ''}\0${line ?? ''}`;
    const known = places.get(key) ?? [];
    const told = known.some((other) => same(other.found, issue.found, toolOf(other) !== toolOf(issue)));
    if (told) return false;
    if (known.length < MAX_AT_PLACE) places.set(key, [...known, issue]);
    return true;
  });
}

const toolOf = ({ detector }: Detection): string => detector.tool ?? detector.name;
