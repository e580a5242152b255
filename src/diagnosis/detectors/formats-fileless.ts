import type { Detector } from './detector';
import type { LineFormat } from './line-format';
import { lineDetector } from './line-format';

/**
 * Tools that check one input and print only its lines. Each form asks for something that prose and clocks don't have: a
 * severity, a rule or the tool's name.
 */
const FORMATS: readonly LineFormat[] = [
  // Line   5: W message (nagelfar)
  { has: 'Line ', pattern: /^Line {1,6}(?<line>\d{1,7}): (?<severity>[WEN]) (?<message>\S.{0,900})$/, plain: true },
  // 1: B6 Body message is missing (gitlint)
  { has: ': ', pattern: /^(?<line>\d{1,7}): (?<rule>[A-Z]{1,3}\d{1,4}) (?<message>\S.{0,900})$/, plain: true },
  // 2:phonydeclared:Target "all" should be declared PHONY. (checkmake)
  { pattern: /^(?<line>\d{1,7}):(?<rule>[a-z]{3,40}):(?<message>[A-Za-z].{1,900})$/, plain: true },
  // H008 47:8 message (djlint)
  {
    pattern: /^(?<rule>[A-Z]{1,2}\d{3}) (?<line>\d{1,7}):(?<column>\d{1,6}) (?<message>\S.{0,900})$/,
    plain: true,
    severity: 'warning',
  },
  // fecs WARN → line 20, col 25: message (rule)
  {
    has: '→ line ',
    pattern:
      /^\w{1,20}\s{1,4}(?<severity>WARN|ERROR|INFO) → line (?<line>\d{1,7}), col (?<column>\d{1,6}): (?<message>.{1,800}?)(?:\s{1,8}\((?<rule>[\w-]{1,60})\))?$/,
    plain: true,
  },
  // jq: parse error: message at line 1, column 9; jq: error: message at <top-level>, line 1:
  {
    has: ' line ',
    pattern:
      /^(?:g?jq: )?(?:parse )?error: (?<message>.{1,700}?) at (?:<[^>]{1,60}>, )?line (?<line>\d{1,7})(?:, column (?<column>\d{1,6}))?:?$/,
    plain: true,
  },
  // line 1 column 29 - Warning: message (HTML Tidy)
  {
    pattern:
      /^line (?<line>\d{1,7}) column (?<column>\d{1,6}) - (?<severity>Warning|Error|Info|Access): (?<message>\S.{0,700})$/,
    plain: true,
  },
  // Expecting value: line 1 column 9 (char 8) (python -m json.tool)
  {
    has: ' (char ',
    pattern: /^(?<message>[A-Z].{3,200}): line (?<line>\d{1,7}) column (?<column>\d{1,6}) \(char \d{1,9}\)$/,
    plain: true,
  },
  // Error: bad file '-': yaml: line 2: message
  { has: 'yaml: line ', pattern: /\byaml: line (?<line>\d{1,7}): (?<message>\S.{0,700})$/, plain: true },
  // (<unknown>): message at line 3 column 4
  {
    has: ' at line ',
    pattern: /^(?<message>\([^)]{1,60}\): \S.{0,700}) at line (?<line>\d{1,7}) column (?<column>\d{1,6})$/,
    plain: true,
  },
  // "So" adds no meaning on line 1 at column 0 (write-good)
  {
    has: ' on line ',
    pattern: /^(?<message>"[^"]{1,200}" .{1,300}) on line (?<line>\d{1,7}) at column (?<column>\d{1,6})$/,
    plain: true,
    severity: 'warning',
  },
  // Error:22:1: message (qmlfmt)
  { pattern: /^(?<severity>Error|Warning):(?<line>\d{1,7}):(?<column>\d{1,6}): (?<message>\S.{0,900})$/, plain: true },
  // ERROR: 0:5: message (glslang: the number of the string, the line)
  { pattern: /^(?<severity>ERROR|WARNING): \d{1,4}:(?<line>\d{1,7}): (?<message>\S.{0,900})$/, plain: true },
  // warning: (3)  message; line 30, column 5 - line 31, column 4 (drafter)
  {
    has: '; line ',
    pattern:
      /^(?<severity>warning|error): \(\d{1,4}\)\s{1,4}(?<message>\S.{0,700}?); line (?<line>\d{1,7}), column (?<column>\d{1,6})/,
    plain: true,
  },
  // W: 2, 10: message (Rule) (rflint)
  {
    pattern:
      /^(?<severity>[WEI]): ?(?<line>\d{1,7})[,:] ?(?<column>\d{1,6}): ?(?<message>\S.{0,800}?)(?: \((?<rule>\w{3,60})\))?$/,
    plain: true,
  },
  // E-VHDL-1494: message; with a place behind the rule it is another form's
  {
    pattern: /^(?<severity>[EF])-(?<rule>[A-Z]{2,8}-\d{1,6}): (?!.{1,300}?\(\d{1,7}\): )(?<message>\S.{0,800})$/,
    plain: true,
  },
];

export const filelessDetector: Detector = lineDetector(
  { name: 'fileless', tool: null, class: 'lint' },
  FORMATS,
  /\(char \d|^(?:[Ll]ine |parse |[A-Z]?\d{1,7}|[A-Z]{1,2}\d|[A-Z]:|[EF]-[A-Z]|ERROR|WARNING|[Ee]rror|[Ww]arning|g?jq|\(|")|→|yaml: line/,
);
