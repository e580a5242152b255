import { refusals } from './compare';
import { kindOfPath } from './kind';
import { lintCiFile } from './lint';
import { reportOf } from './report';

/**
 * What linting a CI file says it is refused for, as a log. Findings that keep it from running come alone; where there is
 * none, what else is wrong with it. Null where nothing is, or the path is of no such file.
 */
export async function refusalReport(path: string, text: string): Promise<string | null> {
  const kind = kindOfPath(path);
  const findings = kind === null ? [] : await lintCiFile(kind, text);
  const refused = refusals(findings);
  return findings.length === 0 ? null : reportOf(path, refused.length > 0 ? refused : findings);
}
