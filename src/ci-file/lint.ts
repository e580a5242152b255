import { ActionlintEngine, EngineError } from './actionlint-engine';
import type { CiFileContext, CiFileKind, CiFinding } from './ci-file.types';
import { upToDate } from './library-words';
import { plainOf } from './modern-yaml';
import { pipelineFile } from './pipeline/pipeline-file';
import { actionFile } from './rules/action-file';
import { anchors } from './rules/anchors';
import { localActions } from './rules/local-actions';
import { pathFilters } from './rules/path-filters';
import { permissions } from './rules/permissions';
import type { CiRule } from './rules/rule';
import { runners } from './rules/runners';
import { schedule } from './rules/schedule';
import { snapshot } from './rules/snapshot';
import { steps } from './rules/steps';
import { yamlTree } from './yaml-tree';
import { syntaxOf } from './yaml-syntax';

const RULES: Readonly<Record<CiFileKind, readonly CiRule[]>> = {
  workflow: [anchors, permissions, schedule, steps, snapshot, runners, pathFilters, localActions],
  action: [actionFile],
  pipeline: [pipelineFile],
};
/** GitHub takes no longer workflow; a reader of text is at most linear in it. */
const LONGEST = 1024 * 1024;

const engine = new ActionlintEngine();

/** A UTF-16 column for one counted in bytes; both 1-based. */
function columnOfBytes(line: string, column: number): number {
  return (
    Buffer.from(line, 'utf8')
      .subarray(0, Math.max(0, column - 1))
      .toString('utf8').length + 1
  );
}

async function byActionlint(text: string): Promise<CiFinding[]> {
  const tree = yamlTree(text);
  const plain = tree === null ? { text, back: <T>(place: T): T => place } : plainOf(tree);
  const lines = plain.text.split('\n');
  const found = await engine.lint(plain.text, 'workflow.yml');
  return found.flatMap(({ kind, message, line, column }) => {
    // A text that is not YAML has no other place than the parser's.
    const syntax = column === 0 ? syntaxOf(text) : null;
    const place =
      syntax ?? plain.back({ line: Math.max(1, line), column: columnOfBytes(lines[line - 1] ?? '', column) });
    const finding = upToDate({
      rule: kind,
      line: syntax === null || line === 0 ? place.line : line,
      column: place.column,
      message,
    });
    return finding ?? [];
  });
}

function inOrder(findings: readonly CiFinding[]): CiFinding[] {
  const distinct = new Map(findings.map((each) => [`${each.line}:${each.column}:${each.message}`, each]));
  return [...distinct.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

/**
 * What is wrong in a CI file, in the file's order: for a workflow what actionlint says and the rules of our own, for
 * others the rules alone. Nothing of the file is executed, and nothing outside the text and `context` is looked at.
 * The first workflow of a process costs 3 s of CPU and 215 MB: 1.2 s until its answer, the rest in V8's compiler threads
 * after it; a further one some 40 ms. Where others wait, run it off the event loop.
 */
export async function lintCiFile(
  kind: CiFileKind,
  text: string,
  context: CiFileContext = {},
): Promise<readonly CiFinding[]> {
  if (text.length > LONGEST) {
    return [{ rule: 'syntax-check', line: 1, column: 1, message: 'the file is longer than a forge reads' }];
  }
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const tree = yamlTree(plain);
  const own = tree === null ? [] : RULES[kind].flatMap((rule) => rule(tree, context));
  if (kind === 'workflow') {
    try {
      return inOrder([...(await byActionlint(plain)), ...own]);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }
  const syntax = tree === null ? syntaxOf(plain) : null;
  return inOrder(syntax === null ? own : [syntax, ...own]);
}
