import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { slipInCode } from '../c/slips';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { insertLines, lineOf, quoteOf, replaceAt, spotOf } from '../kit';

const MISSING =
  /^The type or namespace name [`']([\w<>]{1,100})' could not be found\. Are you missing [`']([\w.]{1,200})' using directive\?$/;
/** Types whose one home in the base library the newer compiler leaves to be known. */
const HOMES: Readonly<Record<string, string>> = {
  List: 'System.Collections.Generic',
  Dictionary: 'System.Collections.Generic',
  HashSet: 'System.Collections.Generic',
  Queue: 'System.Collections.Generic',
  Stack: 'System.Collections.Generic',
  IEnumerable: 'System.Collections.Generic',
  IList: 'System.Collections.Generic',
  IDictionary: 'System.Collections.Generic',
  StringBuilder: 'System.Text',
  Regex: 'System.Text.RegularExpressions',
  Stopwatch: 'System.Diagnostics',
  ConcurrentDictionary: 'System.Collections.Concurrent',
  CancellationToken: 'System.Threading',
  CancellationTokenSource: 'System.Threading',
  CultureInfo: 'System.Globalization',
  HttpClient: 'System.Net.Http',
};
/** Of `System` itself, where no type of the project has the name. */
const SYSTEM =
  /\b(?:Console|Math|Exception|ArgumentException|InvalidOperationException|Environment|DateTime|TimeSpan|Guid|Convert|Random|Func|Action|Tuple)\b/;
const UNKNOWN = /^The type or namespace name '(\w{1,100})(?:<[^']{0,100}>)?' could not be found \(are you missing /;
const EXPECTED = /^; expected$/;

/** Uses of a local whose declaration has the unknown type: mcs takes it for not declared yet. */
function echoesOf(input: FixerInput, path: string, issues: readonly DiagnosisIssue[]): DiagnosisIssue[] {
  const lines = (input.files.text(path) ?? '').split('\n');
  const locals = issues.flatMap(
    ({ line }) => /^\s*[\w.]+(?:<[^=;]*>)?(?:\[\])? (\w+)\s*[=;]/.exec(lines[(line ?? 0) - 1] ?? '')?.[1] ?? [],
  );
  return input.issues.filter(({ rule, file, message }) => {
    const [, name = ''] = /^A local variable [`'](\w+)' cannot be used before it is declared/.exec(message) ?? [];
    return rule === 'CS0841' && file !== null && input.pathOf(file) === path && locals.includes(name);
  });
}

function usings(input: FixerInput, path: string, issues: readonly DiagnosisIssue[]): FixerOutcome[] {
  const text = input.files.text(path);
  if (text === null) return [];
  const wanted = new Set<string>();
  for (const { message } of issues) {
    const [, , named] = MISSING.exec(message) ?? [];
    const [, type = ''] = UNKNOWN.exec(message) ?? [];
    // `Thing<T>` may be the project's own, whose namespace the file lacks.
    const own = [...input.files.paths].some((each) => each.split('/').at(-1) === `${type}.cs`);
    const home = named ?? (own || !Object.hasOwn(HOMES, type) ? undefined : HOMES[type]);
    if (home === undefined) return [];
    wanted.add(home);
  }
  const lines = text.split('\n');
  const directive = /^using\s+(?:static\s+)?[\w.]+;/;
  const present = lines.flatMap((line, index) => (directive.test(line) ? [index] : []));
  const after = (present.at(-1) ?? -1) + 1;
  const fresh = [...wanted].sort().map((home) => `using ${home};`);
  if (fresh.some((line) => lines.includes(line)) || lines.slice(0, 5).some((line) => line.startsWith('#'))) return [];
  return [
    {
      outcome: 'patch',
      edits: [insertLines(path, after + 1, present.length === 0 ? [...fresh, ''] : fresh)],
      reason: `Say ${fresh.join(' ')} in ${path}, as the compiler asks`,
      quotes: issues.map((issue) => quoteOf(input, issue)),
      covers: [...issues, ...echoesOf(input, path, issues)],
      confidence: 0.92,
      safety: 'safe',
    },
  ];
}

/** Usings that the compiler will miss once the file parses; null when another slip would stay. */
function usingsNext(input: FixerInput, path: string): Edit[] | null {
  const text = input.files.text(path) ?? '';
  if (slipInCode(path, text) !== null) return null;
  const code = text.replace(/\/\/.*$|"(?:[^"\\\n]|\\.)*"/gm, '');
  const own = (name: string): boolean =>
    [...input.files.paths].some((each) => each.endsWith(`${name}.cs`)) ||
    new RegExp(`\\b(?:class|struct|enum|interface)\\s+${name}\\b`).test(code);
  const wanted = new Set(
    Object.entries(HOMES).flatMap(([name, home]) =>
      new RegExp(`(?<![\\w.])${name}\\b`).test(code) && !own(name) ? [home] : [],
    ),
  );
  const [system] = SYSTEM.exec(code.replace(/\bSystem\.\w+/g, '')) ?? [];
  if (system !== undefined && !own(system)) wanted.add('System');
  const lines = text.split('\n');
  const fresh = [...wanted]
    .sort()
    .map((home) => `using ${home};`)
    .filter((line) => !lines.includes(line));
  if (fresh.length === 0) return [];
  if (/^\s*(?:#|global using)/m.test(text) || [...input.files.paths].some((each) => each.endsWith('.csproj')))
    return [];
  const present = lines.flatMap((line, index) => (/^using\s+(?:static\s+)?[\w.]+;/.test(line) ? [index] : []));
  return [insertLines(path, (present.at(-1) ?? -1) + 2, present.length === 0 ? [...fresh, ''] : fresh)];
}

/** A statement that ends its line without a semicolon, where the compiler points at that end. */
function semicolon(input: FixerInput, issue: DiagnosisIssue): FixerOutcome | null {
  const spot = spotOf(input, issue);
  if (!spot || !EXPECTED.test(issue.message)) return null;
  const { path, text, line, content, column } = spot;
  const end = content.trimEnd().length + 1;
  const open = /[{}();,]\s*$|^\s*(?:\/\/|\*)|=>\s*$|^\s*(?:if|for|foreach|while|else|using|namespace|class)\b/;
  const next = lineOf(text, line + 1) ?? '';
  if (column !== end || (open.test(content) && !/\)\s*$/.test(content)) || /^\s*[.?:+\-*/&|{]/.test(next)) return null;
  return {
    outcome: 'patch',
    edits: [replaceAt(path, { line, column: end }, '', ';')],
    reason: 'End the statement with the semicolon the compiler expects',
    quotes: [quoteOf(input, issue)],
    covers: [issue],
    confidence: 0.93,
    safety: 'safe',
  };
}

/** mcs points at the statement after one that has no end: `Unexpected symbol `return'`. */
function endAbove(input: FixerInput, issue: DiagnosisIssue): FixerOutcome | null {
  const spot = spotOf(input, issue);
  const [, symbol] = /^Unexpected symbol [`'](\w+)'$/.exec(issue.message) ?? [];
  if (!spot || symbol === undefined || !spot.content.trimStart().startsWith(symbol)) return null;
  let line = spot.line - 1;
  while (line > 0 && lineOf(spot.text, line)?.trim() === '') line -= 1;
  const above = lineOf(spot.text, line)?.trimEnd() ?? '';
  const statement =
    /^\s*(?:return\b|throw\b|[\w<>[\],.?]+\s+\w+\s*=[^=]|[\w.]+\s*[-+*/]?=[^=]|[\w.]+\(.*(?=\)$)).*[\w)\]"']$/;
  if (!statement.test(above) || /^\s*(?:if|for|foreach|while|else|switch|using|lock)\b|\/\//.test(above)) return null;
  return {
    outcome: 'patch',
    edits: [replaceAt(spot.path, { line, column: above.length + 1 }, '', ';')],
    reason: 'End the statement above what the compiler did not expect',
    quotes: [quoteOf(input, issue)],
    covers: [issue],
    confidence: 0.9,
    safety: 'safe',
  };
}

/** What the C# compilers settle by their message: `using` directives and semicolons at the end of a line. */
export const csharp: Fixer = {
  name: 'csharp',
  phase: 'edit',
  fix(input) {
    const missing = new Map<string, DiagnosisIssue[]>();
    const outcomes: FixerOutcome[] = [];
    for (const issue of input.issues) {
      const path = issue.file?.endsWith('.cs') === true ? input.pathOf(issue.file) : null;
      if (path === null) continue;
      if (issue.rule === 'CS0246' || issue.rule === 'CS0103') missing.set(path, [...(missing.get(path) ?? []), issue]);
      const ended =
        issue.rule === 'CS1002' ? semicolon(input, issue) : issue.rule === 'CS1525' ? endAbove(input, issue) : null;
      if (ended?.outcome !== 'patch') continue;
      const more = usingsNext(input, path);
      const known = outcomes.some(
        (each) =>
          each.outcome === 'patch' &&
          more?.some((edit) =>
            each.edits.some((own) => own.kind === 'replace' && edit.kind === 'replace' && own.newText === edit.newText),
          ) === true,
      );
      if (more === null)
        outcomes.push({
          outcome: 'declined',
          covers: [issue],
          why: `${path} has a slip that the compiler would find next`,
        });
      else outcomes.push(known ? ended : { ...ended, edits: [...ended.edits, ...more] });
    }
    return [...outcomes, ...[...missing].flatMap(([path, issues]) => usings(input, path, issues))];
  },
};
