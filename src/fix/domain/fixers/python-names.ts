import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { closeName } from '../config/close-name';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { linesFrom, quoteOf, replaceAt, rewrite, spotOf, wordsOf } from '../kit';
import { columnsOfName, scanPython } from '../python/scan';
import { UNDEFINED, withDefined } from '../python/undefined';

const TOOLS = new Set(['python', 'pytest', 'mypy', 'unittest', 'pyright']);
const MEANT: readonly RegExp[] = [
  /name '(\w+)' is not defined\. Did you mean: '(\w+)'\?/,
  /has no attribute '(\w+)'\. Did you mean: '(\w+)'\?/,
  /cannot import name '(\w+)' from '[\w.]+'(?: \([^)]*\))?\. Did you mean: '(\w+)'\?/,
  /got an unexpected keyword argument '(\w+)'\. Did you mean '(\w+)'\?/,
  /^Name "(\w+)" is not defined; (?:maybe|did you mean) "(\w+)"\?$/i,
  /has no attribute "(\w+)"; maybe "(\w+)"\?$/,
  /^Unexpected keyword argument "(\w+)" for "[^"]+"; did you mean "(\w+)"\?$/,
];
/** Names that mypy finds near; one of them may be nearer than the others. */
const SEVERAL = /has no attribute "(\w+)"; maybe ("\w+"(?:,? (?:or )?"\w+")+)\?$/;
const NOT_DEFINED =
  /(?:^|NameError: )name '(\w+)' is not defined(?:\. Did you forget to import '\1'\?)?$|^Name "(\w+)" is not defined$|^"(\w+)" is not defined$/;
const NO_IMPORT = /cannot import name '(\w+)' from '([\w.]+)'/;

const TEST_FILE = /(?:^|\/)(?:tests?\/|test_[^/]*\.py$|[^/]*_test\.py$|conftest\.py$)/;
const KEYWORDS = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield True False None self cls'.split(
    ' ',
  ),
);

type Part = { readonly edits: readonly Edit[]; readonly reason: string; readonly guessed?: boolean } | string | null;

/** The name that was meant, at the one place on its line; an undefined name also elsewhere in its block. */
function renamed(input: FixerInput, issue: DiagnosisIssue, wrong: string, right: string): Part {
  const spot = spotOf(input, issue);
  if (spot === null) return null;
  const lines = scanPython(spot.text);
  const attribute = issue.message.includes('attribute');
  const columns = (index: number): number[] => {
    const line = lines[index];
    if (line === undefined) return [];
    const all = columnsOfName(line, wrong);
    return attribute
      ? all.filter((at) => /\.\s*$/.test(line.code.slice(0, at - 1)))
      : columnsOfName(line, wrong, false);
  };
  const own = spot.line - 1;
  const here = columns(own);
  if (here.length !== 1) return `${wrong} is not once on ${spot.path}:${spot.line}`;
  const others = lines.flatMap((_, index) => (index === own || attribute ? [] : columns(index)));
  const bound = new RegExp(`^\\s*(?:def|class)\\s+${wrong}\\b|\\b${wrong}\\s*(?::[^=]+)?=(?!=)`);
  const keyword = /keyword argument/i.test(issue.message);
  if (
    !keyword &&
    !attribute &&
    others.length > 0 &&
    (issue.message.includes('import') || lines.some(({ code }) => bound.test(code)))
  )
    return `${wrong} stands elsewhere in ${spot.path} too`;
  const places = keyword || attribute ? [own] : [...lines.keys()];
  const edits = places.flatMap((index) =>
    columns(index).map((column) => replaceAt(spot.path, { line: index + 1, column }, wrong, right)),
  );
  return { edits, reason: `Write ${right} for ${wrong}, as Python suggests` };
}

/** Letters to change, put in, take out or swap to make one word of another. */
function distance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row += 1) {
    const own = [row];
    for (let at = 1; at <= b.length; at += 1) {
      const same = a.charAt(row - 1) === b.charAt(at - 1) ? 0 : 1;
      own.push(Math.min((own[at - 1] ?? 0) + 1, (before[at] ?? 0) + 1, (before[at - 1] ?? 0) + same));
    }
    before = own;
  }
  return before[b.length] ?? 0;
}

/** The one name of a file that is a letter away from an undefined one. */
function slipOf(text: string, wrong: string): string | null {
  const words = scanPython(text).flatMap(({ code }) =>
    [...code.matchAll(/(?<![\w.])[A-Za-z_]\w*/g)].map(([word]) => word),
  );
  const near = [...new Set(words)].filter(
    (word) => word !== wrong && !KEYWORDS.has(word) && distance(word, wrong) === 1,
  );
  const [only] = near;
  if (only === undefined || near.length > 1) return null;
  // Of three letters only a module's name is sure: `jsn` where the file imports `json`.
  const imported = new RegExp(`^\\s*(?:import|from)\\b.*\\b${only}\\b`, 'm').test(text);
  return wrong.length >= 4 || (wrong.length === 3 && only.length > 3 && imported) ? only : null;
}

/** `cannot import name 'avrage' from 'calc'`: the one public name of the project's module that is a slip away. */
function reimported(input: FixerInput, issue: DiagnosisIssue, name: string, module: string): Part {
  const spot = spotOf(input, issue);
  const stem = module.replaceAll('.', '/');
  const files = [...input.files.paths].filter((path) => path === `${stem}.py` || path.endsWith(`/${stem}.py`));
  const [home] = files;
  const text = home === undefined ? null : input.files.text(home);
  if (spot === null || text === null || files.length !== 1) return null;
  if (TEST_FILE.test(spot.path)) return `${spot.path} is a test: which side is meant, the log does not say`;
  const names = text
    .split('\n')
    .flatMap((line) => /^(?:def|class|async def) (\w+)|^(\w+)(?:: [^=]+)? = /.exec(line)?.slice(1).find(Boolean) ?? []);
  const near = [...new Set(names)].filter(
    (each) => !each.startsWith('_') && name.length > 4 && distance(each, name) <= 2,
  );
  const [right] = near;
  if (right === undefined || near.length > 1 || names.includes(name)) return `${module} has no one name like ${name}`;
  const lines = scanPython(spot.text);
  if (lines.some((line) => columnsOfName(line, right).length > 0)) return `${right} is used in ${spot.path} already`;
  const edits = lines.flatMap((line, index) =>
    columnsOfName(line, name, false).map((column) => replaceAt(spot.path, { line: index + 1, column }, name, right)),
  );
  return { edits, reason: `Import ${right}, which ${module} has, for ${name}` };
}

function partFor(input: FixerInput, issue: DiagnosisIssue): Part {
  // pytest keeps the suggestion on its own line, or on the next.
  const message = issue.message.replace(/^(?:NameError|AttributeError|ImportError|TypeError): /, '');
  for (const pattern of MEANT) {
    const [, wrong, right] = pattern.exec(message) ?? [];
    if (wrong !== undefined && right !== undefined) return renamed(input, issue, wrong, right);
  }
  const [, far, list] = SEVERAL.exec(message) ?? [];
  const nearest = far === undefined ? null : closeName(far, (list ?? '').match(/\w+(?=")/g) ?? []);
  if (far !== undefined && nearest !== null) return renamed(input, issue, far, nearest);
  const [, name, module] = NO_IMPORT.exec(message) ?? [];
  if (name !== undefined && module !== undefined) return reimported(input, issue, name, module);
  const missing = NOT_DEFINED.exec(message)?.slice(1).find(Boolean);
  const spot = spotOf(input, issue);
  if (missing === undefined || spot === null) return null;
  const slip = slipOf(spot.text, missing);
  if (slip !== null) {
    const part = renamed(input, issue, missing, slip);
    return part === null || typeof part === 'string'
      ? part
      : { ...part, reason: `Write ${slip} for ${missing}, the one name like it`, guessed: true };
  }
  const after = withDefined(spot.text, { ...issue, message: `'${missing}'` });
  if (after === null || after === spot.text) return `where ${missing} is from, the log does not say`;
  return { edits: rewrite(spot.path, spot.text, after), reason: `Import ${missing}` };
}

/** mypy names what is undefined once for each: one text of all. */
function mypyImports(input: FixerInput, issues: readonly DiagnosisIssue[]): FixerOutcome[] {
  const files = new Map<string, DiagnosisIssue[]>();
  for (const issue of issues) files.set(issue.file ?? '', [...(files.get(issue.file ?? '') ?? []), issue]);
  return [...files.values()].flatMap((own): FixerOutcome[] => {
    const [first] = own;
    const spot = first === undefined ? null : spotOf(input, first);
    if (spot === null) return [];
    let after: string | null = spot.text;
    for (const issue of own)
      after = after === null ? null : withDefined(after, { ...issue, message: issue.message.replaceAll('"', "'") });
    if (after === null || after === spot.text)
      return [{ outcome: 'declined', covers: own, why: `where a name in ${spot.path} is from, the log does not say` }];
    return [
      {
        outcome: 'patch',
        edits: rewrite(spot.path, spot.text, after),
        reason: `Import what ${spot.path} uses`,
        quotes: own.map((issue) => quoteOf(input, issue)),
        covers: own,
        confidence: 0.9,
        safety: 'safe',
      },
    ];
  });
}

/** Python's and mypy's "Did you mean", and imports of the standard library that are missing. */
export const pythonNames: Fixer = {
  name: 'python-names',
  phase: 'edit',
  fix(input) {
    const known = input.issues.filter(
      ({ tool, file, line }) => TOOLS.has(tool ?? '') && line !== null && /\.pyi?$/.test(file ?? ''),
    );
    const imports = known.filter(
      ({ tool, rule, message }) => tool === 'mypy' && UNDEFINED.has(rule ?? '') && NOT_DEFINED.test(message),
    );
    const outcomes = mypyImports(input, imports);
    for (const issue of known.filter((each) => !imports.includes(each))) {
      // A traceback of a test is the program's: the message may be longer in the log.
      const longer = issue.message.includes('Did you mean') || issue.tool === 'mypy' ? issue : withHint(input, issue);
      const part = partFor(input, longer);
      if (part === null) continue;
      if (typeof part === 'string') {
        outcomes.push({ outcome: 'declined', covers: [issue], why: part });
        continue;
      }
      const stem = issue.message.replace(/^\w+: /, '').split(/\. Did you| \(/)[0] ?? '';
      outcomes.push({
        outcome: 'patch',
        edits: part.edits,
        reason: part.reason,
        quotes: [quoteOf(input, issue)],
        covers: [issue],
        coversTests: input.failingTests.filter(({ message }) => stem !== '' && (message?.includes(stem) ?? false)),
        confidence: part.guessed === true ? 0.75 : 0.9,
        safety: part.guessed === true ? 'suggestion' : 'safe',
      });
    }
    return outcomes;
  },
};

/** The issue with the suggestion its line of the log ends with. */
function withHint(input: FixerInput, issue: DiagnosisIssue): DiagnosisIssue {
  const [line] = linesFrom(input, issue.evidence.job, issue.evidence.firstLine, 1);
  const text = line?.text ?? wordsOf(input, issue);
  const at = text.indexOf(issue.message.slice(0, 40));
  return at >= 0 && text.includes('Did you mean', at) ? { ...issue, message: text.slice(at) } : issue;
}
