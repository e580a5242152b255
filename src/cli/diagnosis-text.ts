import { stripVTControlCharacters, styleText } from 'node:util';
import type { Diagnosis, DiagnosisIssue, FailingTest } from '../diagnosis/diagnosis.types';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

/** Issues and tests shown; the rest is counted. */
const MAX_SHOWN = 10;
/** Lines of the log shown: a screen has room for them beside the rest. */
const MAX_LINES = 24;
/** Lines of the log that are looked for around each that says why, and of a tail when nothing does. */
const [BEFORE, AFTER, TAIL] = [3, 2, 15];
/** A gap this short is filled: `⋮` would take as much room. */
const SHORT_GAP = 1;
/** Below this lines are not cut any more. */
const MIN_WIDTH = 40;

/** Paints for a terminal, or leaves text as it is. */
export function painter(colours: boolean): Paint {
  return (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
}

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function placeOf({ file, line, column }: Pick<DiagnosisIssue, 'file' | 'line' | 'column'>): string {
  if (file === null) return '';
  return [file, line, line === null ? null : column].filter((part) => part !== null).join(':');
}

function listOf<T>(title: string, items: readonly T[], show: (item: T) => string[], paint: Paint): string[] {
  if (items.length === 0) return [];
  const more = items.length > MAX_SHOWN ? [paint('dim', `  … and ${items.length - MAX_SHOWN} more`)] : [];
  const shown = items.slice(0, MAX_SHOWN).flatMap((item) => show(item).map((line) => `  ${line}`));
  return ['', paint('bold', title), ...shown, ...more];
}

/** A failing test with the finding that tells where in its file, when there is one. */
interface PlacedTest {
  readonly test: FailingTest;
  readonly issue: DiagnosisIssue | null;
}

function placedTests({ failingTests, issues }: Diagnosis): readonly PlacedTest[] {
  const left = new Set(issues);
  return failingTests.map((test) => {
    const said = [...left].find(({ file, message }) => {
      const same = file === null || test.file === null || test.file.endsWith(file) || file.endsWith(test.file);
      return same && message === test.message;
    });
    if (said !== undefined) left.delete(said);
    return { test, issue: said ?? null };
  });
}

const firstOf = (text: string): string => text.split('\n', 1)[0] ?? '';

function testLines({ test, issue }: PlacedTest, paint: Paint): string[] {
  const place = placeOf({ file: test.file ?? issue?.file ?? null, line: issue?.line ?? null, column: null });
  // Many runners name a test by its file first.
  const named = place === '' || (test.file === place && test.name.startsWith(place));
  const head = `${paint('red', '✗')} ${test.name}${named ? '' : `  ${paint('cyan', place)}`}`;
  const message = test.message === null ? [] : [`  ${paint('dim', firstOf(test.message))}`];
  const sides = [
    ...(test.expected === null ? [] : [`wanted ${firstOf(test.expected)}`]),
    ...(test.actual === null ? [] : [`got ${firstOf(test.actual)}`]),
  ];
  return [head, ...message, ...(sides.length === 0 ? [] : [`  ${sides.join(', ')}`])];
}

function issueLine(issue: DiagnosisIssue, paint: Paint): string {
  const place = placeOf(issue);
  const parts = [place === '' ? '' : paint('cyan', place), issue.message.split('\n', 1)[0] ?? ''];
  if (issue.rule !== null && !issue.message.startsWith(issue.rule)) parts.push(paint('dim', issue.rule));
  return parts.filter((part) => part !== '').join('  ');
}

const whyOf = (diagnosis: Diagnosis): Diagnosis['evidence'] =>
  diagnosis.class === 'unknown' ? [] : diagnosis.evidence;

/** Numbers of the lines to show: around what says why, the strongest first, until the room is used up. */
function chosenLines(diagnosis: Diagnosis, known: ReadonlyMap<number, string>): number[] {
  const numbers = [...known.keys()].sort((a, b) => a - b);
  const chosen = new Set<number>();
  // What an unknown diagnosis calls evidence is a guess; its end says more.
  for (const { firstLine, lastLine } of whyOf(diagnosis)) {
    const span = numbers.filter((number) => number >= firstLine - BEFORE && number <= lastLine + AFTER);
    const added = span.filter((number) => !chosen.has(number));
    if (chosen.size + added.length > MAX_LINES) continue;
    for (const number of added) chosen.add(number);
  }
  if (chosen.size === 0) return numbers.slice(-TAIL);
  const bridge = (number: number): boolean =>
    [...Array(SHORT_GAP).keys()].some((gap) => chosen.has(number - gap - 1)) && chosen.has(number + 1);
  return numbers.filter((number) => chosen.has(number) || bridge(number));
}

function logLines(diagnosis: Diagnosis, paint: Paint, width: number): string[] {
  const tail = diagnosis.class === 'unknown' && diagnosis.tail ? [diagnosis.tail] : [];
  const known = new Map<number, string>();
  for (const { firstLine, text } of [...tail, ...diagnosis.logExcerpts])
    for (const [index, line] of text.split('\n').entries()) known.set(firstLine + index, line.trimEnd());
  const chosen = chosenLines(diagnosis, known);
  const why = new Set(whyOf(diagnosis).map(({ firstLine }) => firstLine));
  const wide = String(chosen.at(-1) ?? 0).length;
  const rows: string[] = [];
  for (const [index, number] of chosen.entries()) {
    const before = chosen[index - 1];
    if (before !== undefined && number !== before + 1) rows.push(paint('dim', `  ${'⋮'.padStart(wide)}`));
    const label = paint('dim', String(number).padStart(wide));
    const line = known.get(number) ?? '';
    rows.push(
      why.has(number) ? `  ${label} ${paint('red', '▌')} ${line}` : `  ${label} ${paint('dim', `│ ${line}`)}`.trimEnd(),
    );
  }
  const title = diagnosis.class === 'unknown' ? 'How the log ends' : 'In the log';
  return rows.length === 0
    ? []
    : ['', paint('bold', title), ...rows.map((row) => fit(row, Math.max(width, MIN_WIDTH)))];
}

/** Cuts a painted line to a terminal's width. Paint is put on whole parts, so a cut line ends all of it. */
function fit(line: string, width: number): string {
  if (stripVTControlCharacters(line).length <= width) return line;
  let [room, cut] = [width - 1, ''];
  // Odd parts are control sequences, which take no room.
  for (const [index, part] of line.split(/(\u001b\[[\d;]{1,20}m)/).entries()) {
    if (index % 2 === 1) cut += part;
    else {
      const piece = part.slice(0, Math.max(0, room));
      if (piece.length < part.length && room > 0) cut += `${piece}…`;
      else cut += piece;
      room -= part.length;
    }
  }
  return cut;
}

/**
 * A diagnosis for a person at a terminal: what broke, where, and the lines that say so. Lines of the log are cut to
 * `width` columns; what broke is not.
 */
export function textOf(name: string, diagnosis: Diagnosis, paint: Paint, width = Infinity): string {
  const known = diagnosis.class !== 'unknown';
  const badge = paint(known ? ['bgRed', 'white', 'bold'] : ['bgYellow', 'black'], ` ${diagnosis.class} `);
  const step = diagnosis.failedSteps[0]?.step;
  const about = [
    name,
    ...(step === undefined ? [] : [`step “${step}”`]),
    ...(diagnosis.exitCode === null ? [] : [`exit code ${diagnosis.exitCode}`]),
    diagnosis.class === 'unknown' ? 'no cause found' : `${Math.round(diagnosis.confidence * 100)} % sure`,
  ];
  const tests = placedTests(diagnosis);
  const told = new Set(tests.map(({ issue }) => issue));
  const errors = diagnosis.issues.filter((issue) => issue.severity === 'error' && !told.has(issue));
  const others = diagnosis.issues.filter(({ severity }) => severity !== 'error').length;
  const run = diagnosis.testCounts?.run ?? null;
  const testTitle = `${many(tests.length, 'failing test')}${run === null ? '' : ` of ${run}`}`;
  const errorTitle = many(errors.length, tests.length > 0 ? 'more error' : 'error');
  const body = [
    paint('dim', about.join(' · ')),
    ...listOf(testTitle, tests, (each) => testLines(each, paint), paint),
    ...listOf(errorTitle, errors, (each) => [issueLine(each, paint)], paint),
    ...(others > 0 ? [paint('dim', `  and ${many(others, 'warning')}`)] : []),
    ...logLines(diagnosis, paint, width),
  ];
  return [`${badge} ${paint('bold', diagnosis.title)}`, ...body, ''].join('\n');
}
