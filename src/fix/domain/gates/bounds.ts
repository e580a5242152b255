import picomatch from 'picomatch';
import { fail, pass, worst } from './added-words';
import type { Gate, GateResult } from './gate.types';
import { isLock, isWorkflow } from './kinds';

/** No fix belongs here, whoever owns the repository: others' code, what a build wrote, and who may decide what. */
const NEVER = [
  '.git/**',
  '**/node_modules/**',
  '**/{vendor,third_party,third-party}/**',
  '**/*.min.{js,css}',
  '**/{LICENSE,LICENSE.*,COPYING,NOTICE}',
  '**/CODEOWNERS',
  '.devflowfix.{yml,yaml}',
  '.github/dependabot.yml',
];

const matcher = (globs: readonly string[]): ((path: string) => boolean) =>
  globs.length === 0 ? () => false : picomatch([...globs], { dot: true });

/** Where a fix may be: the owner's globs, and places where none belongs. */
export const paths: Gate = {
  name: 'paths',
  check: ({ files, policy }) => {
    const never = matcher([...NEVER, ...policy.never_touch]);
    const allowed = policy.allowed.length === 0 ? () => true : matcher(policy.allowed);
    const failures = files.flatMap(({ path, mode }): GateResult[] => {
      if (never(path)) return [fail('paths', 'refuse', `${path} is never touched`)];
      if (!allowed(path)) return [fail('paths', 'refuse', `${path} is not among the allowed paths`)];
      if (isWorkflow(path) && !policy.allow_workflow_changes)
        return [fail('paths', 'refuse', `${path} says what CI runs, and allow_workflow_changes is off`)];
      if (mode?.after !== undefined && mode.after !== null && !/^100(?:644|755)$/.test(mode.after))
        return [fail('paths', 'refuse', `${path} would become no plain file`)];
      return [];
    });
    return worst('paths', failures, `${files.length} files, all allowed`);
  },
};

/** Small enough to be read. Lock files count as files, not by lines: tools write them. */
export const size: Gate = {
  name: 'size',
  check: ({ files, policy: { max_files, max_lines } }) => {
    const lines = files
      .filter(({ path }) => !isLock(path))
      .reduce((sum, { added, removed }) => sum + added.length + removed.length, 0);
    if (files.length > max_files) return fail('size', 'refuse', `${files.length} files are more than ${max_files}`);
    if (lines > max_lines) return fail('size', 'refuse', `${lines} changed lines are more than ${max_lines}`);
    return pass('size', `${files.length} files, ${lines} lines`);
  },
};
