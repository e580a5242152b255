import type { CiFileContext, CiFileKind, CiFinding } from './ci-file.types';
import { lintCiFile } from './lint';

/** Rules whose findings make a forge refuse the file as a whole; others tell of steps that will fail, or of style. */
const REFUSED = /^(?:syntax-check|expression|events|permissions|job-needs|id|matrix|workflow-call|pipeline-[a-z]+)$/;
const BROKEN = 'could not parse as YAML';

/** The findings for which a forge runs nothing of a file. */
export function refusals(findings: readonly CiFinding[]): readonly CiFinding[] {
  return findings.filter(({ rule }) => REFUSED.test(rule));
}

/**
 * What a change to a CI file makes worse: findings that the text before had not. Of a text that was no YAML before,
 * those that still keep it from running.
 */
export async function newMistakes(
  kind: CiFileKind,
  before: string | null,
  after: string,
  context: CiFileContext = {},
): Promise<readonly CiFinding[]> {
  const now = await lintCiFile(kind, after, context);
  if (now.length === 0 || before === null) return now;
  const old = await lintCiFile(kind, before, context);
  if (old.some(({ message }) => message.startsWith(BROKEN))) return refusals(now);
  const had = new Map<string, number>();
  const keyOf = ({ rule, message }: CiFinding): string => `${rule} ${message}`;
  for (const each of old) had.set(keyOf(each), (had.get(keyOf(each)) ?? 0) + 1);
  return now.filter((each) => {
    const left = had.get(keyOf(each)) ?? 0;
    had.set(keyOf(each), left - 1);
    return left <= 0;
  });
}
