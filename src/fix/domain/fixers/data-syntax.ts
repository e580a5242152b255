import { formatOf, repairOf } from '../config/data-repair';
import type { DataFormat } from '../config/data-repair';
import { matchesOf } from '../config/log-match';
import { checkSyntax } from '../syntax-check';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { rewrite } from '../kit';

/** What parsers say of a file that is not in its format. */
const SAID: Readonly<Record<DataFormat, RegExp>> = {
  json: /\bin JSON at position|is not valid JSON|EJSONPARSE|JSON\.parse Failed|JSONDecodeError|^(?:Expecting (?:value|',' delimiter|property name|':' delimiter)|Invalid control character at|Illegal trailing comma).*\(char \d+\)|\.json\b.{0,60}(?:SyntaxError|[Pp]arse error|Parsing error|Unexpected token)|^(?:jq: )?parse error.{0,200} at line \d+|SyntaxError: Unexpected (?:token|end).{0,80}JSON|TS1(?:005|327|328):/,
  yaml: /\byaml\.(?:scanner\.ScannerError|parser\.ParserError|composer\.ComposerError|constructor\.ConstructorError)|YAMLException|YAMLParseError|YAMLSemanticError|could not (?:parse as YAML|find expected ':')|mapping values are not allowed|found character '\\t'|found a tab character|syntax error: .{0,120}\(syntax\)|duplicated mapping key|Tabs are not allowed|bad indentation of a mapping entry|Missing closing ["']quote|Implicit (?:keys|map keys) need|Nested mappings are not allowed|Map keys must be unique|yaml: line \d+|error converting YAML to JSON|found unexpected end of stream|found character that cannot start any token|did not find expected (?:key|'-' indicator|node content)/,
  toml: /TOMLDecodeError|TOML parse error|invalid TOML|toml: |could not parse input as TOML|Invalid TOML document|TomlDecodeError|failed to parse manifest|TOMLError/,
};
/** Trees with more files of a format than this are not searched. */
const MOST = 400;

/** The one file of a format that does not parse; null when all do or several do not. */
function brokenFile(input: FixerInput, format: DataFormat): string | null {
  const all = [...input.files.paths].filter(
    (path) => formatOf(path) === format && !/(?:^|\/)(?:node_modules|vendor)\//.test(path),
  );
  if (all.length > MOST) return null;
  const broken = all.filter((path) => {
    const text = input.files.text(path);
    return text !== null && checkSyntax({ path, text }).error !== null;
  });
  return broken.length === 1 ? (broken[0] ?? null) : null;
}

function fixFormat(input: FixerInput, format: DataFormat): FixerOutcome[] {
  const said = matchesOf(input, SAID[format]);
  const [first] = said;
  if (!first) return [];
  const path = brokenFile(input, format);
  const text = path === null ? null : input.files.text(path);
  if (path === null || text === null) return [];
  const lines = new Set(said.map(({ quote }) => quote.line));
  const covers = input.issues.filter(
    ({ file, message, evidence }) =>
      SAID[format].test(message) ||
      (file !== null && input.pathOf(file) === path) ||
      [...lines].some((line) => line >= evidence.firstLine && line <= evidence.lastLine),
  );
  const repair = repairOf(path, text);
  if (!repair) return [{ outcome: 'declined', covers, why: `${path} does not parse, and no single slip explains it` }];
  return [
    {
      outcome: 'patch',
      edits: rewrite(path, text, repair.text),
      reason: `In ${path}, ${repair.what}: nothing else is wrong, and the file parses then`,
      quotes: [first.quote],
      covers,
      coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
      confidence: 0.9,
      safety: 'safe',
    },
  ];
}

/** Slips in JSON, YAML and TOML files: commas, quotes, tabs, keys said twice. */
export const dataSyntax: Fixer = {
  name: 'data-syntax',
  phase: 'edit',
  fix: (input) => (['json', 'yaml', 'toml'] as const).flatMap((format) => fixFormat(input, format)),
};
