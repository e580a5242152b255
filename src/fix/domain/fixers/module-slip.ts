import path from 'node:path';
import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { foldersOf, nearPath } from '../config/near-path';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import type { Spot } from '../kit';
import { quoteOf, replaceAt, spotOf } from '../kit';

const NO_PYTHON = /No module named '([A-Za-z_][\w.]{0,200})'(?:; '[\w.]{1,200}' is not a package)?$/;
const NO_GO =
  /^(?:package |cannot find module providing package |no required module provides package |cannot find package |could not import )"?([\w./-]{1,200})"?(?: is not in (?:GOROOT|std)\b|: import lookup disabled|; to add it|;? ?\(|:|$)/;
const NO_RUBY = /cannot load such file -- (\S{1,300}) \(LoadError\)$/;
const NO_HEADER =
  /^([\w./-]{1,200}\.(?:h|hh|hpp|hxx|inc)): No such file or directory$|^'([\w./-]{1,200}\.(?:h|hh|hpp|hxx))' file not found$/;

/** What is written on a line, and what it should be. */
interface Slip {
  readonly old: string;
  readonly fresh: string;
}

/** Modules of a tree under a root, as paths without endings. */
function pythonModules(paths: ReadonlySet<string>, root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of paths)
    if (file.startsWith(root) && file.endsWith('.py'))
      found.set(file.slice(root.length, -3).replace(/\/__init__$/, ''), file);
  for (const folder of foldersOf([...paths].filter((file) => file.startsWith(root) && file.endsWith('.py'))))
    if (folder.length > root.length && !found.has(folder.slice(root.length))) found.set(folder.slice(root.length), '');
  return found;
}

function pythonSlip(input: FixerInput, spot: Spot, wrong: string): Slip | null {
  const [, from, list] = /^\s*from\s+(\.{0,3}[\w.]+)\s+import\s+(.+)$/.exec(spot.content) ?? [];
  const written = from ?? /^\s*import\s+([\w.]+)\s+as\s/.exec(spot.content)?.[1];
  if (written === undefined) return null;
  const bare = written.replace(/^\.+/, '');
  if (wrong !== bare && !wrong.endsWith(`.${bare}`)) return null;
  const roots = ['', 'src/', `${path.posix.dirname(spot.path)}/`].filter((root) => root !== './');
  const asPath = wrong.replaceAll('.', '/');
  const rights = new Map<string, string>();
  for (const root of new Set(roots)) {
    const modules = pythonModules(input.files.paths, root);
    const right = nearPath(asPath, modules.keys());
    if (right !== null) rights.set(right, modules.get(right) ?? '');
  }
  const [only] = rights;
  if (rights.size !== 1 || only === undefined) return null;
  const [right, file] = only;
  // A package of others may be what is missing: only names that are all there tell that ours is meant.
  const names = (list ?? '')
    .replace(/[()\\]|#.*$/g, '')
    .split(',')
    .flatMap((each) => /^\s*(\w+)/.exec(each)?.[1] ?? []);
  const text = input.files.text(file) ?? '';
  const has = (name: string): boolean =>
    new RegExp(`^(?:(?:async )?def|class) ${name}\\b|^${name}\\s*[:=]|\\bimport\\b.*\\b${name}\\b`, 'm').test(text) ||
    [`${right}/${name}.py`, `${right}/${name}/__init__.py`].some((each) =>
      [...input.files.paths].some((one) => one.endsWith(each)),
    );
  if (names.length === 0 ? !wrong.includes('.') : !names.every(has)) return null;
  const fresh = right.replaceAll('/', '.');
  const lead = wrong.slice(0, wrong.length - bare.length);
  return fresh.startsWith(lead) ? { old: bare, fresh: fresh.slice(lead.length) } : null;
}

function goSlip(input: FixerInput, spot: Spot, wrong: string): Slip | null {
  const mod = /^module\s+(\S+)$/m.exec(input.files.text('go.mod') ?? '')?.[1];
  if (mod === undefined || !wrong.startsWith(`${mod}/`) || !spot.content.includes(`"${wrong}"`)) return null;
  const sources = [...input.files.paths].filter((file) => file.endsWith('.go') && !file.endsWith('_test.go'));
  const right = nearPath(wrong.slice(mod.length + 1), foldersOf(sources));
  const file = sources.find((each) => right !== null && path.posix.dirname(each) === right);
  const pack = file === undefined ? undefined : /^package\s+(\w+)/m.exec(input.files.text(file) ?? '')?.[1];
  // What the file calls the package tells that this is the one.
  const alias = /^\s*(?:import\s+)?(\w+|_|\.)\s+"/.exec(spot.content.replace(/^\s*import\s/, ''))?.[1];
  const used = pack !== undefined && (alias !== undefined || new RegExp(`(?<![\\w.])${pack}\\.[A-Z]`).test(spot.text));
  return right !== null && used ? { old: wrong, fresh: `${mod}/${right}` } : null;
}

function rubySlip(input: FixerInput, spot: Spot): Slip | null {
  const [, written] = /\brequire_relative\s*\(?\s*['"]([\w./-]{1,200})['"]/.exec(spot.content) ?? [];
  if (written === undefined) return null;
  const folder = path.posix.dirname(spot.path);
  const ending = written.endsWith('.rb') ? '' : '.rb';
  const full = path.posix.join(folder, written) + ending;
  const right = nearPath(
    full,
    [...input.files.paths].filter((file) => file.endsWith('.rb') && file !== spot.path),
  );
  if (right === null || input.files.paths.has(full)) return null;
  const relative = path.posix.relative(folder, right.slice(0, right.length - ending.length));
  return { old: written, fresh: (written.startsWith('./') ? './' : '') + relative };
}

function headerSlip(input: FixerInput, spot: Spot, wrong: string): Slip | null {
  if (!new RegExp(`^\\s*#\\s*include\\s+"${wrong.replaceAll('.', '\\.')}"`).test(spot.content)) return null;
  const depth = wrong.split('/').length;
  const headers = [...input.files.paths].filter((file) => /\.(?:h|hh|hpp|hxx|inc)$/.test(file));
  const forms = headers.map((file) => file.split('/').slice(-depth).join('/'));
  const right = nearPath(wrong, forms);
  return right !== null && forms.filter((form) => form === right).length === 1 ? { old: wrong, fresh: right } : null;
}

function slipOf(input: FixerInput, spot: Spot, { message }: DiagnosisIssue): Slip | null {
  const [, python] = NO_PYTHON.exec(message) ?? [];
  if (python !== undefined && spot.path.endsWith('.py')) return pythonSlip(input, spot, python);
  const [, go] = NO_GO.exec(message) ?? [];
  if (go !== undefined && spot.path.endsWith('.go')) return goSlip(input, spot, go);
  if (NO_RUBY.test(message) && spot.path.endsWith('.rb')) return rubySlip(input, spot);
  const [, gcc, clang] = NO_HEADER.exec(message) ?? [];
  const header = gcc ?? clang;
  return header === undefined ? null : headerSlip(input, spot, header);
}

/** Modules, packages and headers of the repository's own that an import names a slip or a capital off. */
export const moduleSlip: Fixer = {
  name: 'module-slip',
  phase: 'edit',
  fix: (input) =>
    input.issues.flatMap((issue): FixerOutcome[] => {
      const spot = spotOf(input, issue);
      const slip = spot === null ? null : slipOf(input, spot, issue);
      const at = slip === null ? -1 : (spot?.content.indexOf(slip.old) ?? -1);
      if (spot === null || slip === null || at < 0 || spot.content.includes(slip.old, at + 1)) return [];
      const edits: Edit[] = [replaceAt(spot.path, { line: spot.line, column: at + 1 }, slip.old, slip.fresh)];
      return [
        {
          outcome: 'patch',
          edits,
          reason: `Write ${slip.fresh}, which is there, for ${slip.old}`,
          quotes: [quoteOf(input, issue)],
          covers: [issue],
          coversTests: input.failingTests.filter(({ message }) => message?.includes(issue.message) === true),
          confidence: 0.9,
          safety: 'safe',
        },
      ];
    }),
};
