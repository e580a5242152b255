import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue } from './detector';
import type { LineFormat } from './line-format';
import { lineDetector } from './line-format';

const DRIVE = String.raw`(?:[A-Za-z]:(?=[\\/]))?`;

/** Linkers and what gcc says of headers and of the command line. */
const FORMATS: readonly LineFormat[] = [
  // /usr/bin/ld: cannot find -lfoo
  {
    has: 'cannot find -l',
    pattern:
      /^\S{0,200}\bld(?:\.\w{2,6})?(?:-\d{1,2})?(?:\.exe)?: (?:error: )?(?<message>cannot find -l\S{1,200}.{0,200})$/,
    plain: true,
  },
  // ld.lld: error: undefined symbol: x; ld: 0711-987 message; ld64.lld: warning: …
  {
    pattern:
      /^(?:\S{0,200}\/)?(?:ld(?:64)?(?:\.lld|\.gold|\.bfd)?|lld-link|wasm-ld|mold|collect2)(?:-\d{1,3})?(?:\.exe)?: (?<severity>fatal error|error|warning): (?!ld returned)(?<message>\S.{0,900})$/,
    plain: true,
  },
  {
    pattern: /^ld: (?<rule>\d{4}-\d{3}) (?<severity>ERROR: |WARNING: )?(?<message>\S.{0,900})$/i,
    plain: true,
  },
  // a.o: In function `f': …; a.c:(.text+0x3): undefined reference to `g'
  {
    has: 'undefined reference',
    pattern: new RegExp(
      String.raw`^(?:\S{0,200}ld: )?(?<file>${DRIVE}[^:\n]{1,300}):(?:(?<line>\d{1,7}):|\([^)]{1,100}\):) (?<message>undefined reference to .{1,600})$`,
    ),
    plain: true,
  },
  {
    has: 'multiple definition',
    pattern: new RegExp(
      String.raw`^(?:\S{0,200}ld: )?(?<file>${DRIVE}[^:\n]{1,300}):(?:(?<line>\d{1,7}):|\([^)]{1,100}\):) (?<message>multiple definition of .{1,600})$`,
    ),
    plain: true,
  },
  // CMake Error at CMakeLists.txt:3 (find_package): is read as a block
  // make: *** [Makefile:12: all] Error 2 repeats what was said
  {
    has: '*** [',
    pattern: /^(?:g?make|ninja)(?:\[\d{1,3}\])?: \*{3} \[(?<message>.{1,300})\]/,
    skip: true,
    plain: true,
  },
];

export const linkerDetector: Detector = lineDetector(
  { name: 'linker', tool: 'ld', class: 'build' },
  FORMATS,
  /ld|link|mold|undefined|multiple|collect2|make/,
);

/** CMake's blocks: the place, an empty line, the words two blanks in. */
const CMAKE =
  /^CMake (Error|Warning|Deprecation Warning|Error \(dev\)|Warning \(dev\))(?: at (.{1,300}?):(\d{1,7}) \(([\w:]{1,80})\))?(?: in (.{1,300}):(\d{1,7}))?:(?: (\S.{0,600}))?$/;

/** What follows `CMake Error: Error in cmake code at`. */
const PLACE = /^(\S.{0,300}):(\d{1,7}):$/;

/** A file that CMake cannot parse: the place stands below the head, the words below the place. */
function unreadable(lines: readonly LogLine[], index: number, place: RegExpExecArray): FoundIssue {
  const [head, , said] = lines.slice(index, index + 3);
  const at = { rule: null, file: place[1] ?? null, line: Number(place[2]), column: null };
  const message = said?.text.trim() ?? '';
  const span = { firstLine: head?.number ?? 0, lastLine: said?.number ?? (head?.number ?? 0) + 1 };
  return { ...at, message: message === '' ? 'CMake failed' : message, severity: 'error', ...span };
}

export const cmakeDetector: Detector = {
  name: 'cmake',
  tool: 'cmake',
  class: 'build',
  detect(lines) {
    const issues = lines.flatMap((line, index) => {
      const head = line.text.startsWith('CMake ') ? CMAKE.exec(line.text) : null;
      if (!head) return [];
      const broken = head[7] === 'Error in cmake code at' ? PLACE.exec(lines[index + 1]?.text ?? '') : null;
      if (broken) return [unreadable(lines, index, broken)];
      const words: string[] = head[7] === undefined ? [] : [head[7]];
      let lastLine = line.number;
      for (const { text, number } of lines.slice(index + 1, index + 20)) {
        if (text.trim() === '' && words.length === 0) continue;
        if (!/^ {2,4}\S/.test(text)) break;
        words.push(text.trim());
        lastLine = number;
      }
      const at = head[3] ?? head[6];
      return [
        {
          rule: head[4] ?? null,
          file: head[2] ?? head[5] ?? null,
          line: at === undefined ? null : Number(at),
          column: null,
          message: words.join(' ').slice(0, 900) || 'CMake failed',
          severity: (head[1] ?? '').startsWith('Error') ? ('error' as const) : ('warning' as const),
          firstLine: line.number,
          lastLine,
        },
      ];
    });
    return { issues, tests: [] };
  },
};
