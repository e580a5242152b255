import type { CiFinding } from './ci-file.types';
import { refusals } from './compare';
import { kindOfPath } from './kind';
import { lintCiFile } from './lint';
import { toldFinding } from './pipeline/told';
import { reportOf } from './report';
import { yamlTree } from './yaml-tree';

/** A forge stops at the first contradiction between jobs; what of this kind is wrong beside it is certain, too. */
const BESIDE = new Set(['pipeline-stage', 'pipeline-need']);

/**
 * What linting a CI file says it is refused for, as a log. Findings that keep it from running come alone; where there is
 * none, what else is wrong with it. Null where nothing is, or the path is of no such file.
 *
 * `told` is what the forge itself says. It comes first and word for word, with the places it is about; of our own findings
 * only those are added that the forge would have come to later.
 */
export async function refusalReport(path: string, text: string, told: readonly string[] = []): Promise<string | null> {
  const kind = kindOfPath(path);
  const findings = kind === null ? [] : await lintCiFile(kind, text);
  const refused = refusals(findings);
  if (told.length > 0) return toldReport(path, text, told, refused);
  return findings.length === 0 ? null : reportOf(path, refused.length > 0 ? refused : findings);
}

function toldReport(path: string, text: string, told: readonly string[], own: readonly CiFinding[]): string {
  const tree = yamlTree(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'));
  const lines = told.map((message) => {
    const placed = toldFinding(tree, message);
    return placed === null ? `${message}\n` : reportOf(path, [placed]);
  });
  const beside = own.filter(({ rule, message }) => BESIDE.has(rule) && !told.includes(message));
  return lines.join('') + (beside.length === 0 ? '' : reportOf(path, beside));
}
