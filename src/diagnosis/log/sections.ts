import type { LogLine, ParsedLog } from './log.types';
import { weigh } from './weigh';

export type { LineRole, LogLine, LogStep, ParsedLog } from './log.types';

const outputOf = (lines: readonly LogLine[]): LogLine[] => lines.filter(({ role }) => role === 'output');

const says = (lines: readonly LogLine[]): boolean => lines.some(({ text }) => text.trim() !== '');

/** The first failed step's output, or all output when the log names no failed step or that step printed nothing. */
export function firstFailingLines(parsed: ParsedLog): readonly LogLine[] {
  const inStep = parsed.failedStep ? outputOf(parsed.failedStep.lines) : [];
  return says(inStep) ? inStep : outputOf(parsed.lines);
}

/**
 * The lines to look for causes in: the output of every step that ended with an exit code, for a job may go on after the
 * first (Travis' script, `continue-on-error`, `if: always()`); else `firstFailingLines`.
 */
export function failingLines(parsed: ParsedLog): readonly LogLine[] {
  const first = firstFailingLines(parsed);
  const ended = parsed.steps.filter(({ failed, exitCode }) => failed && exitCode !== null);
  return ended.length < 2 || first.length === 0 ? first : outputOf(ended.flatMap(({ lines }) => lines));
}

/** Lines of a step's echoed script that a reader gets; a longer script is a program of its own. */
const SCRIPT_LINES = 25;
/** Of a step that printed next to nothing, more: its script is all there is to read. */
const TERSE = 40;
const TERSE_SCRIPT_LINES = 150;

/** Characters by which an annotation is known in the script that made it; what follows is often filled in. */
const HEAD = 24;

/** Lines of the echoed script that hold the start of an annotation: where a script of the author's own fails itself. */
function sourcesOf(step: readonly LogLine[]): number[] {
  const heads = step.filter(({ annotated, text }) => annotated === true && text.length >= HEAD).slice(0, 5);
  if (heads.length === 0) return [];
  return step
    .filter(({ role, text }) => role === 'script' && heads.some((head) => text.includes(head.text.slice(0, HEAD))))
    .map(({ number }) => number);
}

/**
 * `failingLines` with what a reader needs around them: the job's name, the step and the start of its script, and the
 * runner's verdict.
 */
export function readableLines(parsed: ParsedLog): readonly LogLine[] {
  const wanted = new Set(failingLines(parsed).map(({ number }) => number));
  const most = wanted.size < TERSE ? TERSE_SCRIPT_LINES : SCRIPT_LINES;
  const name = parsed.lines.find(({ text }) => text.startsWith('Complete job name: '));
  if (name) wanted.add(name.number);
  const step = parsed.failedStep?.lines ?? [];
  // A script's own words about errors would be taken for the program's.
  for (const [index, { number, text }] of step.filter(({ role }) => role === 'script').entries()) {
    if (index < most && (index === 0 || weigh(text) === 0)) wanted.add(number);
  }
  for (const { number, role } of step) if (role === 'marker') wanted.add(number);
  for (const number of sourcesOf(step)) wanted.add(number);
  return parsed.lines
    .filter(({ number }) => wanted.has(number))
    .map((line) => (line === name ? { ...line, role: 'frame' as const } : line));
}
