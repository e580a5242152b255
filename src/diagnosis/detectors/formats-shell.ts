import type { Detector } from './detector';
import type { LineFormat } from './line-format';
import { lineDetector } from './line-format';

const SHELL = String.raw`(?:-?(?:ba|da|z|k|a|c|fi)?sh|/(?:usr/)?bin/\S{1,20})`;

/** What shells say of the script they run. The word for `line` is in the user's language. */
const FORMATS: readonly LineFormat[] = [
  // bash: line 13: syntax error …; bash: -c: line 1: …; /tmp/a.sh: line 3: foo: command not found
  {
    pattern: new RegExp(
      String.raw`^(?:${SHELL}: (?:-c: )?|(?<file>[^\s:]{1,300}(?:\.\w{1,8})?): )(?:line|行|ligne|Zeile|línea|linha|строка|riga|regel|rad|linia)\s?(?<line>\d{1,7}): ?(?<message>.{1,800})$`,
    ),
    plain: true,
  },
  {
    pattern: /^(?<file>[^\s:]{1,300}\.\w{1,8}):\s?(?:行|第)\s?(?<line>\d{1,7})(?:行)?: ?(?<message>.{1,800})$/,
    plain: true,
  },
  // sh: 11: Syntax error: …; dash's /path/a.sh: 3: Syntax error: …
  {
    pattern: new RegExp(
      String.raw`^(?:${SHELL}|(?<file>[^\s:]{1,300}\.\w{1,8})): (?<line>\d{1,7}): (?<message>\S.{1,800})$`,
    ),
    plain: true,
  },
  // foo.sh: syntax error at line 9: …
  {
    has: ' at line ',
    pattern: /^(?<file>[^\s:]{1,300}): (?<message>syntax error at line (?<line>\d{1,7}): .{1,600})$/,
    plain: true,
  },
];

/** zsh names a script without an ending, so its form asks for words that only a shell says. */
const ZSH: LineFormat = {
  pattern:
    /^(?<file>[\w./-]{1,300}):(?<line>\d{1,7}): (?<message>(?:parse error|command not found|no such file|permission denied|no matches|bad |unmatched).{0,700})$/,
  plain: true,
  anyFile: true,
};

export const shellDetector: Detector = lineDetector(
  { name: 'shell', tool: 'sh', class: null },
  [...FORMATS, ZSH],
  /:.{0,12}\d{1,7}:|line \d/,
);
