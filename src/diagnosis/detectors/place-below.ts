import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue } from './detector';
import { toNumber } from './detector';
import { fileOf, isPath, readComplaint, severityOf } from './place';

/** A complaint whose words come first and whose place stands some lines below. */
interface Shape {
  readonly tool: string;
  /** Groups `severity`, `rule`, `message`, `file`. */
  readonly head: RegExp;
  /** Groups `file`, `line`, `column`, `message`. */
  readonly place: RegExp;
  /** Lines below the head that may hold the place. */
  readonly within: number;
  /** True when one head may have several of what stands below, to the next blank line. */
  readonly many?: boolean;
}

const PATH = String.raw`(?<file>(?:[A-Za-z]:)?[^\s:()"]{1,300})`;

const SHAPES: readonly Shape[] = [
  // Terraform and OpenTofu, with or without the box
  {
    tool: 'terraform',
    head: /^[│|]?\s{0,2}(?<severity>Error|Warning): (?<message>\S.{0,600})$/,
    place: /^[│|]?\s{1,4}on (?<file>\S.{0,300}?) line (?<line>\d{1,7})(?:, in .{1,200})?:$/,
    within: 4,
  },
  // Dart Sass
  {
    tool: 'sass',
    head: /^(?<severity>Error|Deprecation Warning[^:]{0,60}): (?<message>\S.{0,600})$/,
    place: /^\s{2,4}(?<file>\S{1,300}\.s[ac]ss) (?<line>\d{1,7}):(?<column>\d{1,6})\s{1,4}\S.{0,100}$/,
    within: 12,
  },
  // Elixir: `warning: …` and `  lib/a.ex:3: A.f/1`, since 1.16 `└─ lib/a.ex:3:5: A.f/1`
  {
    tool: 'elixir',
    head: /^\s{0,8}(?<severity>warning|error): (?<message>\S.{0,600})$/,
    place:
      /^\s{1,8}(?:└─ )?(?<file>[^\s:]{1,300}\.(?:exs?|erl|heex)):(?<line>\d{1,7})(?::(?<column>\d{1,6}))?(?:: .{0,200})?$/,
    within: 10,
  },
  // Rollup
  {
    tool: 'rollup',
    head: /^\[!\] (?:\([^)]{1,80}\) )?(?<message>\S.{0,600})$/,
    place: new RegExp(String.raw`^${PATH} \((?<line>\d{1,7}):(?<column>\d{1,6})\)$`),
    within: 3,
  },
  // Biome: the head has the place and the rule, the words stand behind a cross
  {
    tool: 'biome',
    head: new RegExp(
      String.raw`^${PATH}:(?<line>\d{1,7}):(?<column>\d{1,6}) (?<rule>[\w/]{3,100})(?:\s{1,4}(?:FIXABLE|INTERNAL|DEPRECATED))?\s{1,4}━{2,300}$`,
    ),
    place: /^\s{1,4}(?<mark>[×✖!⚠ℹi]) (?<message>\S.{0,600})$/,
    within: 4,
  },
  {
    tool: 'biome',
    head: new RegExp(
      String.raw`^${PATH} (?<rule>format|organizeImports|assist(?:/[\w/]{1,60})?|check|lint|parse|ci)\s{1,4}━{2,300}$`,
    ),
    place: /^\s{1,4}(?<mark>[×✖!⚠ℹi]) (?<message>\S.{0,600})$/,
    within: 4,
  },
  // Docker: the place, the source between hyphens, what failed
  {
    tool: 'docker',
    head: /^(?<file>(?:\S{1,200}\/)?(?:[\w.-]{0,60}Dockerfile[\w.-]{0,60}|Containerfile)):(?<line>\d{1,7})$/,
    place: /^(?:ERROR|error): (?<message>failed to (?:solve|build).{0,800})$/,
    within: 30,
  },
  // OCaml, dune
  {
    tool: 'ocaml',
    head: /^File "(?<file>[^"]{1,300})", lines? (?<line>\d{1,7})(?:-\d{1,7})?(?:, characters (?<column>\d{1,6})-\d{1,6})?:$/,
    place:
      /^(?<severity>Error|Warning \d{1,3}(?: \[[\w-]{1,60}\])?|Alert \w{1,40})(?: \([^)]{1,80}\))?: (?<message>\S.{0,600})$/,
    within: 14,
  },
  // ShellCheck on a terminal
  {
    tool: 'shellcheck',
    head: /^In (?<file>\S.{0,300}) line (?<line>\d{1,7}):$/,
    place: /^\s{0,300}\^-{1,300}\^? (?<rule>SC\d{4}) \((?<severity>\w{1,10})\): (?<message>\S.{0,600})$/,
    within: 12,
    many: true,
  },
  // ansible-lint: `name[play]: …` and `playbook.yml:2`, `playbook.yml:3:7 Task/Handler: …`
  {
    tool: 'ansible-lint',
    head: /^(?<rule>[a-z][\w-]{1,60}(?:\[[\w./-]{1,60}\])?): (?<message>[A-Z].{0,600}?)(?: \(warning\))?$/,
    place: /^(?<file>[^\s:]{1,300}\.ya?ml):(?<line>\d{1,7})(?::(?<column>\d{1,6}))?(?: .{0,200})?$/,
    within: 1,
  },
  // bashate of old
  {
    tool: 'bashate',
    head: /^(?:\[[EW]\] )?(?<rule>[EW]\d{3}):? (?<message>\S.{0,600})$/,
    place: /^ - (?<file>\S.{0,300}?) ?: L(?<line>\d{1,7})$/,
    within: 1,
  },
  // AspectJ in Maven
  {
    tool: 'ajc',
    head: /^\[(?<severity>WARNING|ERROR)\] (?<message>\S.{0,600})$/,
    place: /^\t(?<file>(?:[A-Za-z]:)?[^\s:]{1,300}\.(?:java|aj)):(?<line>\d{1,7})$/,
    within: 3,
  },
  // Credo: `┃ [R] → words`, then `┃       lib/a.ex:12:5 #(App.A)`
  {
    tool: 'credo',
    head: /^┃? ?\[(?<severity>[CDFRW])\] [↑↗→↘↓] (?<message>\S.{0,600})$/,
    place: /^┃? {1,12}(?<file>[^\s:]{1,300}\.(?:exs?|heex)):(?<line>\d{1,7})(?::(?<column>\d{1,6}))? #\(.{1,200}\)$/,
    within: 4,
  },
  // Gradle's scripts: where, then what went wrong
  {
    tool: 'gradle',
    head: /^(?:Build|Settings|Script|Initialization script|Settings plugin|Precompiled script plugin)(?: file)? '(?<file>[^']{1,300})' line: (?<line>\d{1,7})$/,
    place: /^(?<message>(?!\* What went wrong:|A problem occurred).{3,600})$/,
    within: 8,
  },
  // bandit
  {
    tool: 'bandit',
    head: /^>> Issue: \[(?<rule>B\d{3}):[\w-]{1,80}\] (?<message>\S.{0,700})$/,
    place: /^\s{1,6}Location: (?<file>[^\s:]{1,300}):(?<line>\d{1,7})(?::(?<column>\d{1,6}))?$/,
    within: 4,
  },
  // deno check
  {
    tool: 'deno',
    head: /^(?:error: )?(?<rule>TS\d{4,5}) \[(?<severity>ERROR|WARN)\]: (?<message>\S.{0,700})$/,
    place: /^\s{2,8}at (?<file>file:\/\/\/[^\s:]{1,300}):(?<line>\d{1,7}):(?<column>\d{1,6})$/,
    within: 8,
  },
  // Elm: the kind and the file, prose, the source behind its line's number
  {
    tool: 'elm',
    head: /^-- (?<message>[A-Z][A-Z ]{3,60}?) -{3,200} (?<file>\S{1,300}\.elm)$/,
    place: /^\s{0,6}(?<line>\d{1,7})\|[> ]/,
    within: 14,
  },
  // Crystal: where, the source, what
  {
    tool: 'crystal',
    head: /^In (?<file>[^\s:]{1,300}\.cr):(?<line>\d{1,7}):(?<column>\d{1,6})$/,
    place: /^(?<severity>Error): (?<message>\S.{0,600})$/,
    within: 10,
  },
  // Redocly: `[1] openapi.yaml:3:5 at #/info`, then the words
  {
    tool: 'redocly',
    head: new RegExp(String.raw`^\[\d{1,5}\] ${PATH}:(?<line>\d{1,7}):(?<column>\d{1,6}) at #/.{0,300}$`),
    place: /^(?<message>[A-Z`].{3,600})$/,
    within: 3,
  },
  // Godot: `SCRIPT ERROR: words`, then `   at: GDScript::reload (res://a.gd:3)`
  {
    tool: 'godot',
    head: /^(?:SCRIPT |USER )(?<severity>ERROR|WARNING): (?<message>\S.{0,600})$/,
    place: /^\s{1,16}at: .{0,200}\((?:res:\/\/)?(?<file>[^():\s]{1,300}):(?<line>\d{1,7})\)$/,
    within: 2,
  },
  // RSpec, before any example runs: the frames stand behind a hash
  {
    tool: 'rspec',
    head: /^(?<message>An error occurred while loading \S{1,300}?)\.?$/,
    place: /^# (?<file>(?:\.\/)?(?!\/)[^\s:]{1,300}\.rb):(?<line>\d{1,7}):in /,
    within: 16,
  },
  // Go: panic, then the stacks
  {
    tool: 'go',
    head: /^(?<rule>panic|fatal error): (?<message>\S.{0,600}?)(?: \[recovered\])?$/,
    place:
      /^\t(?<file>(?!.{0,300}(?:\/go[\w.-]{0,20}\/src\/|\/go\/pkg\/mod\/|hostedtoolcache))\/[^\s:]{1,300}\.go):(?<line>\d{1,7}) \+0x[0-9a-f]{1,16}$/,
    within: 40,
  },
  // An exception that nobody caught: the words, then the frames
  {
    tool: 'node',
    head: /^(?:Uncaught |Unhandled rejection )?(?<rule>(?:[A-Z]\w{0,60})?(?:Error|Exception))(?: \[[\w-]{1,60}\])?: (?<message>\S.{0,600})$/,
    place:
      /^\s{4}at (?!.{0,300}(?:node_modules|node:|\binternal\/)).{0,200}?\(?(?<file>(?:file:\/\/)?(?:[A-Za-z]:)?[\\/][^\s:()]{1,300}):(?<line>\d{1,7}):(?<column>\d{1,6})\)?(?: \{)?$/,
    within: 12,
  },
];

/** A first character that no head of `SHAPES` has lets a line pass at once. */
const GATE =
  /(?:Error|Warning|error|warning|Exception)\b|━━|Dockerfile|Containerfile|^\[!\]|^File "|^In .* line |^In .{1,300}\.cr:\d|^(?:\[[EW]\] )?[EW]\d{3}:? |^TS\d|^-- [A-Z]|^\[\d{1,5}\] |^(?:SCRIPT|USER) |^An error occurred|^[a-z][\w-]{1,60}(?:\[|: [A-Z])|^\[(?:WARNING|ERROR)\]|^>> Issue|^panic: |^┃? ?\[[CDFRW]\] [↑-↘]|' line: \d/;

function issuesOf(shape: Shape, lines: readonly LogLine[], index: number): FoundIssue[] {
  const line = lines[index];
  const head = line ? shape.head.exec(line.text)?.groups : undefined;
  if (!line || !head) return [];
  const found: FoundIssue[] = [];
  for (let at = index + 1; at <= Math.min(lines.length - 1, index + shape.within); at += 1) {
    const below = lines[at];
    const place = below ? shape.place.exec(below.text)?.groups : undefined;
    if (!below || !place) {
      if (shape.head.test(below?.text ?? '')) break;
      continue;
    }
    const both = { ...head, ...place };
    const file = both.file ?? '';
    if (!isPath(file.trim())) break;
    const complaint = readComplaint(both.message ?? '');
    const mark = both.mark ?? '';
    const severity = /^[!⚠]/.test(mark)
      ? 'warning'
      : /^[ℹi]/.test(mark)
        ? 'notice'
        : severityOf(both.severity ?? complaint.word);
    found.push({
      tool: shape.tool,
      rule: both.rule ?? complaint.rule,
      file: fileOf(file),
      line: toNumber(both.line),
      column: toNumber(both.column),
      message: complaint.message,
      severity,
      firstLine: line.number,
      lastLine: below.number,
    });
    if (shape.many !== true) break;
  }
  return found;
}

/** Tools that print what is wrong and where on different lines, in a form of their own. */
export const placeBelowDetector: Detector = {
  name: 'place-below',
  tool: null,
  class: null,
  heads: SHAPES.map(({ head }) => head),
  detect(lines) {
    const issues: FoundIssue[] = [];
    for (const [index, { text }] of lines.entries()) {
      if (!GATE.test(text)) continue;
      for (const shape of SHAPES) {
        const found = issuesOf(shape, lines, index);
        if (found.length === 0) continue;
        issues.push(...found);
        break;
      }
    }
    return { issues, tests: [] };
  },
};
