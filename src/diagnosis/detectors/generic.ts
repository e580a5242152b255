import { isForeign } from './block';
import type { Detector, FoundIssue } from './detector';
import type { LineFormat } from './line-format';
import { lineDetector } from './line-format';

const DRIVE = String.raw`(?:[A-Za-z]:(?=[\\/]))?`;
/** A path up to the next colon; whether it is one is looked at afterwards. */
const FILE = String.raw`(?<file>(?!\s)(?:file:\/\/)?${DRIVE}[^:\n"]{1,300})`;
const FILE_PAREN = String.raw`(?<file>(?!\s)(?:file:\/\/)?${DRIVE}[^:\n"]{1,300}?)`;
const SEVERITY = String.raw`(?<severity>(?:(?:fatal|internal|syntax|parse|read|runtime|compile|performance|potential) )?(?:errors?|warnings?|warn|err|notes?|info|hint|fatal|failure|critical|deprecated|panic|remark|advice|low|medium|high|style|portability|performance|unspecified))`;
const MESSAGE = String.raw`(?<message>\S.{0,900})`;
/** Line, column, and where it ends: `3:5`, `3.5-7`, `11:11-13`, `1:5-1:14`, `3,5`, mypy's `3:5:3:9`. */
const AT = String.raw`(?<line>\d{1,7})(?:[:.,](?<column>\d{1,6}))?(?:-\d{1,7}(?:[.:]\d{1,6})?|:\d{1,7}:\d{1,6}(?=:))?`;

const re = (source: string, flags = 'i'): RegExp => new RegExp(source, flags);

/** The shapes that most tools share, from the surest to the loosest; all are anchored and bounded. */
export const GENERIC_FORMATS: readonly LineFormat[] = [
  // file:3:5: message, file:3: message, file:3:5 - message, file:3.5-7 message, clang's file:3:5:{3:1-3:4}{3:9-3:12}: message
  {
    has: ':',
    pattern: re(
      String.raw`^\s{0,8}${FILE}:${AT}(?::?(?:\{[\d:-]{3,40}\}){1,8})?(?:\s{0,2}:(?!\d)| -|\])\s{0,16}${MESSAGE}$`,
    ),
  },
  // file +3:5: message, for vi
  { has: ' +', pattern: re(String.raw`^(?<file>[^\s:"]{1,300}) \+${AT}: ${MESSAGE}$`) },
  // /file:[3,5] message, after Maven's severity
  {
    has: ':[',
    pattern: re(
      String.raw`^\s{0,8}\[?${SEVERITY}[\]:]{1,2} ?${FILE}:\[(?<line>\d{1,7})(?:,(?<column>\d{1,6}))?\]\s{0,2}${MESSAGE}$`,
    ),
  },
  // file(3,5): message; file(3): message; file(3,5): (col. 20) message
  {
    has: '(',
    pattern: re(
      String.raw`^\s{0,8}(?:error: |warning: )?${FILE_PAREN}\s{0,2}\((?:line )?(?<line>\d{1,7})(?:[,:.]\s{0,2}(?<column>\d{1,6}))?(?:[-,]\d{1,7}){0,3}\)\s{0,2}(?::|-|(?=\s?(?:error|warning|hint|note|fatal)\b))\s{0,4}(?:: )?(?:\(col\. (?<col>\d{1,6})\) )?${MESSAGE}$`,
    ),
  },
  // [error] file:3:5: message; ERROR: file:3 message; %Warning-X: file:3:5: message; ** Error: (vlog-1) file(3): message
  {
    has: ':',
    pattern: re(
      String.raw`^\s{0,8}(?:\*\* )?[[(%]{0,2}${SEVERITY}(?:[-:\[](?<rule>[A-Za-z][\w./-]{0,60})\]?)?(?:\]|\))?(?:\s{0,2}:| -| in| at)?\s{0,4}(?:\[[\w-]{1,20}\] ?)?${FILE}:${AT}(?:\s{0,2}[:\])]|\s|$)\s{0,4}(?:- )?${MESSAGE}$`,
    ),
  },
  {
    has: '(',
    pattern: re(
      String.raw`^\s{0,8}(?:\*\* )?[[(]?${SEVERITY}(?:\]|\))?\s{0,2}:\s{0,4}(?:\((?<rule>[\w-]{1,30})\) |\[\d{1,4}\] )?${FILE_PAREN}\s{0,2}\((?<line>\d{1,7})(?:[,:.]\s{0,2}(?<column>\d{1,6}))?\)\s{0,2}:\s{0,4}${MESSAGE}$`,
    ),
  },
  // "file", line 3: message; "file", line 3.5: message; "file", line 3 (col. 5): message; "file",3 Error[x]: message
  {
    has: '"',
    pattern: re(
      String.raw`^\s{0,8}(?:(?:${SEVERITY}) (?:in|at) )?"(?<file>[^"]{1,300})",\s{0,2}(?:line )?(?<line>\d{1,7})(?:\.(?<column>\d{1,6}))?(?:[ ,*]{0,3}\(?(?:col\.?|column) (?<col>\d{1,6})\)?\*?)?\s{0,2}[:\s]\s{0,4}(?:[a-z]{2}\d{3,5}: \{[A-Z]\} )?${MESSAGE}$`,
    ),
  },
  // file: line 3, col 5, Error - message; file: line 3: message; file, line 3: message; Error: file, line 3: message; warning in file, line 3: message
  {
    has: 'line ',
    pattern: re(
      String.raw`^\s{0,8}(?:\[?(?<severity>[A-Za-z][A-Za-z -]{1,30}(?:\([\w ]{1,20}\))?)\]?(?: in|:) (?:file )?)?(?<file>${DRIVE}[^:,\n"\s][^:,\n"]{0,300}?)[:,] line (?<line>\d{1,7})(?:,? col(?:umn)?\.? (?<column>\d{1,6}))?\s{0,2}[,:]\s{0,4}(?:- )?${MESSAGE}$`,
    ),
  },
  // file (line 3): message is among the parentheses above; [file:3:5] message; [WARNING:file:3] message
  {
    has: '[',
    pattern: re(
      String.raw`^\s{0,8}\[(?:(?<severity>[A-Z]{4,10}):)?(?<file>${DRIVE}[^:\n\]]{1,300}):${AT}\]\s{0,4}(?:- )?${MESSAGE}$`,
      '',
    ),
  },
  // message (file: a, line: 3, column: 5)
  {
    has: '(file: ',
    pattern: re(
      String.raw`^\s{0,8}(?:${SEVERITY}: )?(?<message>\S.{0,700}) \(file: (?<file>[^,]{1,300}), line: (?<line>\d{1,7})(?:, column: (?<column>\d{1,6}))?\)`,
    ),
  },
  // message in file on line 3, column 5
  {
    has: ' on line ',
    pattern: re(
      String.raw`^\s{0,8}(?:PHP )?(?<message>\S.{0,700}) in (?<file>${DRIVE}\S{1,300}|Standard input code|php shell code) on line (?<line>\d{1,7})(?:,? (?:at )?col(?:umn)? (?<column>\d{1,6}))?[.:]?$`,
    ),
  },
  // error: message [file:3]; error: message at file:3
  {
    has: ':',
    pattern: re(
      String.raw`^\s{0,8}\[?${SEVERITY}\]?: ?(?<message>\S.{0,700}) (?:at |in )?\[?(?<file>${DRIVE}[^\s:\[\]()]{1,300}):(?<line>\d{1,7})(?::(?<column>\d{1,6}))?\]?$`,
    ),
  },
  // FC001: message: file:3
  {
    has: ':',
    pattern: re(
      String.raw`^(?<rule>[A-Z]{2,8}\d{2,5}): (?<message>\S.{0,700}): (?<file>${DRIVE}[^\s:]{1,300}):(?<line>\d{1,7})(?::(?<column>\d{1,6}))?$`,
      '',
    ),
    severity: 'warning',
  },
  // tool: file:3:5: error: message
  {
    has: ': ',
    pattern: re(String.raw`^\s{0,4}[a-z][\w.-]{1,20}:? ${FILE}:${AT}:\s{0,4}${MESSAGE}$`, ''),
  },
  // ** (CompileError) lib/a.ex:87: message
  {
    has: '** (',
    pattern: re(String.raw`^\s{0,4}\*\* \((?<rule>[\w.]{1,80})\) ${FILE}:${AT}: ${MESSAGE}$`, ''),
    plain: true,
  },
  // W-VERI-1330: a.v(51): message
  {
    has: '): ',
    pattern: re(
      String.raw`^(?<severity>[WEF])-(?<rule>[A-Z]{2,8}-\d{1,6}): ${FILE_PAREN}\((?<line>\d{1,7})\): ${MESSAGE}$`,
      '',
    ),
    plain: true,
  },
  // SP:[AL8]:APKBUILD:3:message
  {
    has: ':[',
    pattern: re(String.raw`^[A-Z]{1,3}:\[(?<rule>\w{1,20})\]:(?<file>[^:]{1,300}):(?<line>\d{1,7}):${MESSAGE}$`, ''),
    severity: 'warning',
  },
  // ERROR|RULE|NAME|/a.dart|3|5|7|message
  {
    has: '|',
    pattern: re(
      String.raw`^(?<severity>INFO|WARNING|ERROR)\|\w{1,40}\|(?<rule>\w{1,80})\|(?<file>[^|]{1,300})\|(?<line>\d{1,7})\|(?<column>\d{1,6})\|\d{1,6}\|${MESSAGE}$`,
      '',
    ),
    plain: true,
  },
  // ncvlog: *W,CODE (a.v,313|24): message; … [File:a.vhd, Line:310].
  {
    has: ': *',
    pattern: re(
      String.raw`^\w{1,30}: \*(?<severity>[EWFN]),(?<rule>\w{1,30}) \((?<file>[^,]{1,300}),(?<line>\d{1,7})\|(?<column>\d{1,6})\): ${MESSAGE}$`,
      '',
    ),
    plain: true,
  },
  {
    has: ', Line:',
    pattern: re(
      String.raw`^\w{1,30}: \*(?<severity>[EWFN]),(?<rule>\w{1,30}): (?<message>\S.{0,700}) \[File:(?<file>[^,]{1,300}), Line:(?<line>\d{1,7})\]`,
      '',
    ),
    plain: true,
  },
  // error: file.f90: message, a file and no line
  {
    has: ': ',
    pattern: re(String.raw`^\s{0,4}${SEVERITY}: (?<file>${DRIVE}[^:\s"]{1,300}\.[A-Za-z]\w{0,9}): ${MESSAGE}$`),
    plain: true,
  },
  // /file.rb<tab>13<tab>message
  {
    pattern: re(
      String.raw`^(?<file>${DRIVE}[\\/][^\s:]{1,300}\.\w{1,8})(?:\t|\s{2,12})(?<line>\d{1,7})(?:\t|\s{2,12})(?<message>[A-Za-z]\S{0,60} .{1,800})$`,
      '',
    ),
    plain: true,
    severity: 'warning',
  },
  //   name    file.rb:2
  {
    has: ':',
    pattern: re(
      String.raw`^\s{2,4}(?<message>[\w!?.=]{1,100})\s{2,120}(?<file>[^\s:]{1,300}\.\w{1,8}):(?<line>\d{1,7})(?:-\d{1,7})?(?: \(\d{1,6}\))?$`,
      '',
    ),
    plain: true,
    severity: 'warning',
  },
  // file:3 message, file:3:5 message: no colon behind the place
  { has: ':', pattern: re(String.raw`^\s{0,4}${FILE}:${AT}\s{1,16}${MESSAGE}$`) },
];

/** A place needs a number behind a colon, a bracket, a comma or the word `line`; one format has a file and no number. */
const GATE = /[:([,|\t]\s{0,2}\d| \+\d|line[ =]\d|line: \d|Line:\d|(?:error|warning): \S{1,300}: |\s{2}\d{1,7}\s{2}/i;
/** Lines that only explain the complaint before them. */
const NOTE =
  /^(?:note|required (?:from|by)|recursively required|instantiated from|see|included|in file included|in module imported|\.\.\. from here)\b/i;
/** How many lines below a complaint an indented place still belongs to it. */
const RELATED_WITHIN = 10;

const base = lineDetector({ name: 'generic', tool: null, class: null }, GENERIC_FORMATS, GATE);

const indentOf = (text: string): number => text.length - text.trimStart().length;

/** True for a line that only tells more of the complaint above it: a note without a rule, an indented place, a library's frame. */
function explains(issue: FoundIssue, text: string, before: FoundIssue | undefined): boolean {
  if (issue.severity === 'notice' && issue.rule === null && /\bnote\b/i.test(text)) {
    // mypy's notes stand on their own (`reveal_type`) unless they follow an error of the same line.
    const alone = issue.file?.endsWith('.py') === true && (before?.file !== issue.file || before.line !== issue.line);
    if (!alone) return true;
  }
  if (!/\p{L}/u.test(issue.message) || NOTE.test(issue.message)) return true;
  const indent = indentOf(text);
  if (indent >= 3 && issue.file !== null && isForeign(issue.file)) return true;
  return indent >= 4 && before !== undefined && issue.firstLine - before.lastLine <= RELATED_WITHIN;
}

/**
 * Reads what most compilers and linters print: a place, perhaps a severity and a rule, and a message. Takes what no other
 * detector took, and only lines that say where.
 */
export const genericDetector: Detector = {
  ...base,
  detect(lines) {
    const texts = new Map(lines.map(({ number, text }) => [number, text]));
    const issues: FoundIssue[] = [];
    let outer: FoundIssue | undefined;
    for (const issue of base.detect(lines).issues) {
      const text = texts.get(issue.firstLine) ?? '';
      if (explains(issue, text, outer)) continue;
      if (indentOf(text) < 4) outer = issue;
      issues.push(issue);
    }
    return { issues, tests: [] };
  },
};
