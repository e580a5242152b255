import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
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
const UNKNOWN = /^The type or namespace name '(\w{1,100})(?:<[^']{0,100}>)?' could not be found \(are you missing /;
const EXPECTED = /^; expected$/;

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
      covers: issues,
      confidence: 0.92,
      safety: 'safe',
    },
  ];
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
    /^\s*(?:return\b|throw\b|[\w<>[\],.?]+\s+\w+\s*=[^=]|[\w.]+\s*[-+*/]?=[^=]|[\w.]+\(.*\)$).*[\w)\]"']$/;
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
      if (ended) outcomes.push(ended);
    }
    return [...outcomes, ...[...missing].flatMap(([path, issues]) => usings(input, path, issues))];
  },
};
