import type { Detector } from './detector';
import type { LineFormat } from './line-format';
import { lineDetector } from './line-format';

const DRIVE = String.raw`(?:[A-Za-z]:(?=[\\/]))?`;

/** Forms that one tool or one family of tools has for itself. */
const FORMATS: readonly LineFormat[] = [
  // Perl: message at a.pl line 5, near "x"; message at a.pl line 6.
  {
    has: ' line ',
    pattern:
      /^(?<message>\S.{0,600}) at (?<file>\S{1,300}\.(?:p[lm]|t|cgi|psgi)) line (?<line>\d{1,7})(?:\.|, (?:near|at) .{0,200}|, <\w{1,20}> line \d{1,7}\.)$/,
    plain: true,
  },
  // Perl::Critic: file: message at line 4, column 1. See …  (Severity: 4)
  {
    has: ' at line ',
    pattern: new RegExp(
      String.raw`^(?:\[[\w:]{1,80}\] )?(?:(?<file>${DRIVE}[^\s:]{1,300}\.\w{1,6}): )?(?<message>\S.{0,600}) at line (?<line>\d{1,7}), column (?<column>\d{1,6})\.`,
    ),
    plain: true,
    severity: 'warning',
  },
  // psalm: ERROR: Type - a.php:3:5 - message; dart: error • message • a.dart:3:5 • rule
  {
    has: ' - ',
    pattern:
      /^(?<severity>ERROR|INFO|WARNING): (?<rule>\w{3,80}) - (?<file>[^\s:]{1,300}):(?<line>\d{1,7}):(?<column>\d{1,6}) - (?<message>\S.{0,700})$/,
    plain: true,
  },
  {
    has: ' • ',
    pattern:
      /^\s{0,8}(?<severity>error|warning|info|hint) • (?<message>\S.{0,700}?) • (?<file>[^\s:•]{1,300}):(?<line>\d{1,7}):(?<column>\d{1,6}) • (?<rule>[\w/]{1,80})$/,
    plain: true,
  },
  // a.po:1: ...this is the location of the first definition (msgfmt)
  {
    has: ': ...this is the location',
    pattern: /^(?<file>[^\s:]{1,300}):(?<line>\d{1,7}): (?<message>\.{3}this is the location of .{1,200})$/,
    skip: true,
    plain: true,
  },
  // error @ 1:1 - message (swaglint)
  {
    has: ' @ ',
    pattern:
      /^(?:(?<file>[^\s:]{1,300}): )?(?<severity>error|warning) @ (?<line>\d{1,7}):(?<column>\d{1,6}) - (?<message>\S.{0,700})$/,
    plain: true,
  },
  // OpenSCAD: ERROR: Parser error in file "a.scad", line 2: message; WARNING: message in file a.scad, line 20
  {
    has: ' in file ',
    pattern:
      /^(?<severity>ERROR|WARNING|DEPRECATED|TRACE): (?<message>\S.{0,500}?)[.,]? in file "?(?<file>[^",]{0,300})"?, line (?<line>\d{1,7})(?:: .{0,300})?$/,
    plain: true,
    anyFile: true,
  },
  // "a.asm", ERROR!   at line 5: [E0002] message (TI)
  {
    has: ' at line ',
    pattern:
      /^"(?<file>[^"]{1,300})", (?<severity>ERROR|WARNING|REMARK)!?\s{1,6}at line (?<line>\d{1,7}): (?:\[(?<rule>\w{1,10})\] )?(?<message>\S.{0,700})$/,
    plain: true,
  },
  // ERROR: a.ts[4, 9]: message; a.ts[12, 3]: message (TSLint)
  {
    has: '[',
    pattern: new RegExp(
      String.raw`^(?:(?<severity>ERROR|WARNING): )?(?:\([\w-]{1,60}\) )?(?<file>${DRIVE}[^\s:[\]]{1,300})\[(?<line>\d{1,7}), (?<column>\d{1,6})\]: (?<message>\S.{0,700})$`,
    ),
    plain: true,
  },
  // M D DLS_DEAD_LOCAL_STORE DLS: message  At A.java:[line 12] (SpotBugs)
  {
    has: ':[line',
    pattern:
      /^(?:\[(?:ERROR|WARNING)\] )?(?:[HML] [A-Z] (?<rule>\w{2,80}) \w{1,10}: )?(?<message>\S.{0,600}?)\s{1,4}(?:At|In|at|in) (?<file>[\w$./-]{1,200}\.\w{1,8}):\[lines? (?<line>\d{1,7})(?:-\d{1,7})?\]/,
    plain: true,
  },
  // a.pp - WARNING: message on line 3; ERROR: message on line 4 (puppet-lint)
  {
    has: ' on line ',
    pattern:
      /^(?:(?<file>\S{1,300}) - )?(?<severity>WARNING|ERROR): (?<message>\S.{0,500}) on line (?<line>\d{1,7})(?: col(?:umn)? (?<column>\d{1,6}))?(?: \(check: (?<rule>\w{2,60})\))?$/,
    plain: true,
  },
  // [ERROR] templates/: parse error at (x/a.yaml:3): message (Helm)
  {
    has: ' at (',
    pattern:
      /^(?:\[(?<severity>ERROR|WARNING|INFO)\] |Error: )?.{0,200}(?:error|executing|parse).{0,100} at \((?<file>[^\s:()]{1,300}):(?<line>\d{1,7})(?::(?<column>\d{1,6}))?\): (?<message>\S.{0,600})$/,
    plain: true,
  },
  // [a.c:3] -> [a.c:9]: (error) message (cppcheck of old): the last place is where it happens
  {
    has: '] -> [',
    pattern:
      /^(?:\[[^\]]{1,300}\] -> ){1,12}\[(?<file>[^:\]]{1,300}):(?<line>\d{1,7})\]: \((?<severity>\w{1,20})(?:, \w{1,20})?\) (?<message>\S.{0,600})$/,
    plain: true,
  },
  // dockerfile parse error on line 3: message
  {
    has: 'parse error on line',
    pattern: /(?<message>(?:[Dd]ockerfile )?parse error on line (?<line>\d{1,7}): \S.{0,300})$/,
    plain: true,
  },
  // make: *** and the place of it: Makefile:12: *** missing separator.  Stop.
  {
    has: ': ***',
    pattern: /^(?<file>[^\s:]{1,300}):(?<line>\d{1,7}): \*{3} (?<message>\S.{0,300}?)(?:\s{1,2}Stop\.)?$/,
    plain: true,
  },
  // PHP Fatal error:  Uncaught Exception: x in /a.php:5; its last line, `thrown in /a.php on line 5`, says no more
  {
    has: 'Uncaught ',
    pattern: new RegExp(
      String.raw`^(?:PHP )?Fatal error: {1,4}(?<message>Uncaught .{1,600}?) in (?<file>${DRIVE}[^\s:]{1,300}):(?<line>\d{1,7})$`,
    ),
    plain: true,
  },
  { has: 'thrown in ', pattern: /^ {2}(?<message>thrown) in \S.{0,300} on line \d{1,7}$/, skip: true, plain: true },
  // possible bashism in a.sh line 5 (words):
  {
    has: 'possible bashism',
    pattern: /^possible bashism in (?<file>\S.{0,300}?) line (?<line>\d{1,7}) \((?<message>.{1,300})\):$/,
    plain: true,
    anyFile: true,
    severity: 'warning',
  },
  // make: *** No rule to make target 'x', needed by 'all'.  Stop.
  {
    has: ': *** ',
    pattern:
      /^g?make(?:\[\d{1,3}\])?: \*{3} (?!\[|Waiting|\S{1,200}: Terminated)(?<message>\S.{0,400}?)\.?(?:\s{1,2}Stop\.)?$/,
    plain: true,
  },
  // GHC's and Racket's contexts and ld's verdict say nothing new
  {
    has: 'ld returned',
    pattern: /^collect2: (?:fatal )?error: (?<message>ld returned \d{1,3} exit status)/,
    skip: true,
    plain: true,
  },
];

export const moreFormatsDetector: Detector = lineDetector(
  { name: 'formats', tool: null, class: null },
  FORMATS,
  / line |Uncaught | at \(|] -> \[|•| @ | - |:\[line|\[\d{1,7}, \d|\*{3}|ld returned|: \.{3}this is/,
);
