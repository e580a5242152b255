import type { LogLine } from '../log/log.types';
import type { Detection } from './same-issue';

/** How gcc, g++, gfortran and clang end a warning that is none of `-Werror`'s. */
const COMPILER_WARNING = /\[-W(?!error)[\w+-]{1,60}(?:=\d{0,6})?\]\s{0,8}$/;
/** The same toolchain: its warning may well explain its own error (`implicit declaration`, then an undefined reference). */
const TOOLCHAIN: ReadonlySet<string> = new Set(['cc', 'ld', 'cmake', 'make', 'cppcheck']);

/** Other tools that say what broke: a compiler of another language by an error, a linter by any finding. */
function accuses({ detector, found }: Detection): boolean {
  if (detector.tool === null || TOOLCHAIN.has(detector.tool)) return false;
  return detector.class === 'lint' || (detector.class === 'build' && found.severity === 'error');
}

/**
 * The issues without the mere warnings of a C compiler where another tool says what broke: a build does not fail for
 * them. Where nothing else is said they stay.
 */
export function withoutBystanders(issues: readonly Detection[], lines: readonly LogLine[]): readonly Detection[] {
  const warnings = issues.filter(({ found }) => found.severity === 'warning' && found.rule !== null);
  if (warnings.length === 0 || !issues.some(accuses)) return issues;
  const numbers = new Set(warnings.map(({ found }) => found.firstLine));
  const bystanders = new Set(
    lines.filter(({ number, text }) => numbers.has(number) && COMPILER_WARNING.test(text)).map(({ number }) => number),
  );
  return issues.filter(({ found }) => found.severity !== 'warning' || !bystanders.has(found.firstLine));
}
