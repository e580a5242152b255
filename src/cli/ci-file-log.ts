import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseLog } from '../diagnosis/log/reader';
import type { ParsedLog } from '../diagnosis/log/log.types';
import { kindOfPath, kindOfText } from '../ci-file/kind';
import { lintCiFile } from '../ci-file/lint';
import { reportOf } from '../ci-file/report';

/** No forge reads a longer one. */
const MAX_BYTES = 1024 * 1024;
const YAML = /\.ya?ml$/i;

/** The folder that a CI file's repository has as its root, as its path tells. */
function rootOf(file: string): string {
  const [before] = path.resolve(file).split(/[\\/]\.github[\\/]/);
  return before === undefined || before === path.resolve(file) ? path.dirname(path.resolve(file)) : before;
}

/** Files of a folder, looked up when they are asked for. */
function lookup(root: string): { paths: ReadonlySet<string>; text: (name: string) => string | null } {
  const at = (name: string): string => path.join(root, name);
  const isFile = (name: string): boolean => existsSync(at(name)) && statSync(at(name)).isFile();
  const paths = new Set<string>();
  paths.has = isFile;
  return { paths, text: (name) => (isFile(name) ? readFileSync(at(name), 'utf8') : null) };
}

/** What linting a CI file says, as a log; null for text that is no such file. `named` is what the log calls the file. */
export async function ciFileReport(named: string, text: string, root: string): Promise<string | null> {
  const kind = kindOfText(named, text);
  return kind === null ? null : reportOf(named, await lintCiFile(kind, text, lookup(root)));
}

/**
 * A file named where a log is expected that is itself a workflow, an action or a pipeline: linted, and the findings read
 * as a log. Null for anything else, logs above all. Throws when the file cannot be read.
 */
export async function readCiFile(file: string, root = rootOf(file)): Promise<ParsedLog | null> {
  if (file === '-' || (!YAML.test(file) && kindOfPath(file) === null)) return null;
  if (!existsSync(file) || statSync(file).size > MAX_BYTES || !statSync(file).isFile()) return null;
  const relative = path.relative(root, path.resolve(file)).replaceAll('\\', '/');
  const named = relative.startsWith('..') ? file : relative;
  const report = await ciFileReport(named, readFileSync(file, 'utf8'), root);
  return report === null ? null : parseLog(report);
}
