import type { LineFormat } from './line-format';
import { lineDetector } from './line-format';

const DRIVE = String.raw`(?:[A-Za-z]:(?=[\\/]))?`;
/** A path up to the next colon; whether it is one is looked at afterwards. */
const FILE = String.raw`(?<file>(?:file:\/\/)?${DRIVE}[^:\n"]{1,300})`;
const FILE_PAREN = String.raw`(?<file>(?:file:\/\/)?${DRIVE}[^:\n"]{1,300}?)`;
const SEVERITY = String.raw`(?<severity>(?:(?:fatal|internal|syntax|parse|read|runtime|compile|performance|potential) )?(?:errors?|warnings?|warn|err|notes?|info|hint|fatal|failure|critical|deprecated|panic|remark|advice))`;
const MESSAGE = String.raw`(?<message>\S.{0,900})`;
/** Line, column, and where it ends: `3:5`, `3.5-7`, `11:11-13`, `1:5-1:14`, `3,5`. */
const AT = String.raw`(?<line>\d{1,7})(?:[:.,](?<column>\d{1,6}))?(?:-\d{1,7}(?:[.:]\d{1,6})?)?`;

const re = (source: string, flags = 'i'): RegExp => new RegExp(source, flags);

/** The shapes that most tools share, from the surest to the loosest; all are anchored and bounded. */
export const GENERIC_FORMATS: readonly LineFormat[] = [
  // ##[error] and ::error annotations keep their properties: `::error file=a.js,line=1,col=5::message`
  {
    has: '::',
    pattern: re(
      String.raw`^\s{0,8}::(?<severity>error|warning|notice) (?:[a-zA-Z]{1,20}=[^,:]{0,200},){0,6}?file=(?<file>[^,:]{1,300})(?:,line=(?<line>\d{1,7}))?(?:,(?:endLine|endColumn|title)=[^,:]{0,200}){0,3}(?:,col(?:umn)?=(?<column>\d{1,6}))?(?:,[^:]{0,300})?::${MESSAGE}$`,
    ),
  },
  // file:3:5: message, file:3: message, file:3:5 - message, file:3.5-7 message
  { has: ':', pattern: re(String.raw`^\s{0,8}${FILE}:${AT}(?:\s{0,2}:(?!\d)| -|\])\s{0,16}${MESSAGE}$`) },
  // /file:[3,5] message, after Maven's severity
  {
    has: ':[',
    pattern: re(
      String.raw`^\s{0,8}\[?${SEVERITY}[\]:]{1,2} ?${FILE}:\[(?<line>\d{1,7})(?:,(?<column>\d{1,6}))?\]\s{0,2}${MESSAGE}$`,
    ),
  },
  // e: file:///a.kt:3:5 message; w: /a.kt: (3, 5): message
  {
    pattern: re(
      String.raw`^\s{0,8}(?<severity>[ewi]): ${FILE}(?::(?<line>\d{1,7}):(?<column>\d{1,6}))?:? ${MESSAGE}$`,
      '',
    ),
    has: 'XX-kotlin',
  },
  // file(3,5): message; file(3): message; file(3,5): (col. 20) message
  {
    has: '(',
    pattern: re(
      String.raw`^\s{0,8}(?:error: |warning: )?${FILE_PAREN}\s{0,2}\((?:line )?(?<line>\d{1,7})(?:[,:.]\s{0,2}(?<column>\d{1,6}))?(?:[-,]\d{1,7}){0,3}\)\s{0,2}(?::|-|(?=\s?(?:error|warning|hint|note|fatal)\b))\s{0,4}(?:: )?(?:\(col\. \d{1,6}\) )?${MESSAGE}$`,
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
      String.raw`^\s{0,8}(?:(?:${SEVERITY}) (?:in|at) )?"(?<file>[^"]{1,300})",\s{0,2}(?:line )?(?<line>\d{1,7})(?:\.(?<column>\d{1,6}))?(?:[ ,*]{0,3}\(?(?:col\.?|column) \d{1,6}\)?\*?)?\s{0,2}[:\s]\s{0,4}(?:[a-z]{2}\d{3,5}: \{[A-Z]\} )?${MESSAGE}$`,
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
      String.raw`^\s{0,8}(?:PHP )?(?<message>\S.{0,700}) in (?<file>${DRIVE}\S{1,300}) on line (?<line>\d{1,7})(?:,? (?:at )?col(?:umn)? (?<column>\d{1,6}))?[.:]?$`,
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
  // file:3 message, file:3:5 message: no colon behind the place
  { has: ':', pattern: re(String.raw`^\s{0,4}${FILE}:${AT}\s{1,16}${MESSAGE}$`) },
];

/** A place needs a number behind a colon, a bracket, a comma or the word `line`. */
const GATE = /[:([,]\s{0,2}\d|line[ =]\d|line: \d/;
/** Lines that only explain the complaint before them. */
const NOTE = /^(?:note|info|see|included|in file included)\b/i;

const base = lineDetector({ name: 'generic', tool: null, class: null }, GENERIC_FORMATS, GATE);

/**
 * Reads what most compilers and linters print: a place, perhaps a severity and a rule, and a message. Takes what no other
 * detector took, and only lines that say where.
 */
export const genericDetector = {
  ...base,
  detect: (lines: Parameters<typeof base.detect>[0]) => {
    const { issues } = base.detect(
      lines.filter(({ text }) => !text.includes('://') || /^\s*(?:[ewi]: )?file:\/\/|:\d/.test(text)),
    );
    return { issues: issues.filter(({ message }) => /[\p{L}]/u.test(message) && !NOTE.test(message)), tests: [] };
  },
};
