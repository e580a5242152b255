import type { DiffFile, DiffLine } from '../unified-diff';
import { fail, newWords, worst } from './added-words';
import type { Gate, GateResult } from './gate.types';
import { isWorkflow } from './kinds';

const STEP =
  /^\s*(?:-\s+)?(?:uses|run|script|command)\s*:|^\s*-\s+(?:name\s*:|["']?[a-z./]+ )|^\s*"(?:test|lint|build|typecheck|check|ci)[\w:-]*"\s*:/;
/** A named command: `"test": "…"`, `run: …`. A `name:` runs nothing. */
const COMMAND = /^\s*(?:-\s+)?"?(?!name"?\s*:)([\w:-]{1,60})"?\s*:\s*["']?(.+?)["']?,?\s*$/;
/** A list in a line, as a matrix and `on` have it. */
const LIST = /^\s*(?:-\s+)?"?([\w-]{1,60})"?\s*:\s*\[([^\]]*)\]/;
const TRIGGER = /^\s*(?:push|pull_request|merge_group|schedule|workflow_call|workflow_dispatch|release)\s*:/;

/** How many things a line names, by its key; a key named twice counts both. */
function sizes(lines: readonly DiffLine[], pattern: RegExp, split: RegExp): Map<string, number> {
  const found = new Map<string, number>();
  for (const { text } of lines) {
    const [, key = '', value = ''] = pattern.exec(text.slice(0, 2000)) ?? [];
    if (key === '') continue;
    const parts = value.split(split).filter((part) => part.trim() !== '').length;
    found.set(key, (found.get(key) ?? 0) + parts);
  }
  return found;
}

function fewer({ removed, added }: DiffFile, pattern: RegExp, split: RegExp): string | null {
  const now = sizes(added, pattern, split);
  for (const [key, before] of sizes(removed, pattern, split)) if ((now.get(key) ?? before) < before) return key;
  return null;
}

const count = (lines: readonly DiffLine[], pattern: RegExp): number =>
  lines.filter(({ text }) => pattern.test(text)).length;

function ofFile(file: DiffFile): GateResult[] {
  const refuse = (says: string): GateResult[] => [fail('ci-kept', 'refuse', `${file.path} ${says}`)];
  if (count(file.removed, STEP) > count(file.added, STEP)) return refuse('loses steps of CI');
  const nothing = newWords(
    file,
    /"(?:test|lint|build|typecheck|check)[\w:-]*"\s*:\s*"\s*(?:(?:echo|exit 0|true|:)\b[^"]*)?"|run:\s*(?:echo\b[^\n]*|true|exit 0|:)\s*$|paths-ignore\s*:|branches-ignore\s*:/m,
  );
  const before = newWords({ ...file, added: file.removed, removed: [] }, /run:\s*(?:echo\b[^\n]*)/);
  if (nothing !== null && before === null) return refuse('replaces a check by nothing');
  const command = fewer(file, COMMAND, /&&|;/);
  if (command !== null) return refuse(`runs fewer commands for ${command}`);
  if (!isWorkflow(file.path)) return [];
  if (count(file.removed, TRIGGER) > count(file.added, TRIGGER)) return refuse('runs on fewer occasions');
  const list = fewer(file, LIST, /,/);
  return list === null ? [] : refuse(`has less in ${list}`);
}

/** Whole steps, jobs and occasions are not taken out of CI to turn it green. */
export const ciKept: Gate = {
  name: 'ci-kept',
  check: ({ files }) => {
    const failures = files
      .filter(
        ({ path }) =>
          isWorkflow(path) || /(?:^|\/)(?:package\.json|Makefile|tox\.ini|noxfile\.py|composer\.json)$/.test(path),
      )
      .flatMap(ofFile);
    return worst('ci-kept', failures, 'CI does all it did');
  },
};
