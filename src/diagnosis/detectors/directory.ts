import path from 'node:path';
import type { LogLine } from '../log/sections';
import type { FoundIssue } from './detector';

/** `make[2]: Entering directory '/home/runner/work/app/app/src'` */
const MOVE =
  /^\s{0,8}(?:g?make|ninja|nmake)(?:\.exe)?(?:\[\d{1,3}\])?: (Entering|Leaving) directory [`'"]?([^'"`]{1,300})['"]?$/;
/** `C:\\a\\build>ninja`: the prompt of a batch file that echoes its commands. */
const PROMPT = /^([A-Za-z]:\\[^<>|"?*\n]{0,250})>\s{0,2}\S/;
/** CMake says where it made the build that ninja runs its compilers in. */
const BUILT = /^-- Build files have been written to: (\S.{0,300})$/;
const ABSOLUTE = /^(?:[A-Za-z]:|[\\/~<])/;

interface Step {
  readonly from: number;
  readonly directory: string | null;
  /** True when only paths that lead out of the directory (`../src/a.c`) are sure to start there. */
  readonly above?: true;
}

/** Where make stood at each line of the log; empty when make never said so. */
function stepsOf(lines: readonly LogLine[]): Step[] {
  const stack: string[] = [];
  const steps: Step[] = [];
  for (const { text, number } of lines) {
    const place = text.startsWith('-- Build files') ? BUILT.exec(text) : text.includes('>') ? PROMPT.exec(text) : null;
    if (place && stack.length === 0) steps.push({ from: number, directory: place[1] ?? null, above: true });
    const move = text.includes('ing directory ') ? MOVE.exec(text) : null;
    if (!move) continue;
    if (move[1] === 'Entering') stack.push(move[2] ?? '');
    else stack.pop();
    steps.push({ from: number, directory: stack.at(-1) ?? null });
  }
  return steps;
}

/** The last step at or above line `number`; the steps are in the log's order. */
function stepAt(steps: readonly Step[], number: number): Step | undefined {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.from ?? 0) <= number) low = middle + 1;
    else high = middle;
  }
  return steps[low - 1];
}

/** Paths that a compiler printed below a recursive make are relative to make's directory, not to the repository's root. */
export function underMake(lines: readonly LogLine[]): (issue: FoundIssue) => FoundIssue {
  const steps = stepsOf(lines);
  if (steps.length === 0) return (issue) => issue;
  return (issue) => {
    const step = stepAt(steps, issue.firstLine);
    if (issue.file === null || ABSOLUTE.test(issue.file) || step?.directory === undefined || step.directory === null) {
      return issue;
    }
    if (step.above === true && !/^\.\.[\\/]/.test(issue.file)) return issue;
    return { ...issue, file: path.posix.join(step.directory.replaceAll('\\', '/'), issue.file.replaceAll('\\', '/')) };
  };
}
