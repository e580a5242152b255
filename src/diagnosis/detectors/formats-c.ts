import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue } from './detector';
import type { LineFormat } from './line-format';
import { lineDetector } from './line-format';
import { fileOf } from './place';

/** A compiler's driver, perhaps for another machine and of a version: `arm-none-eabi-gcc`, `clang++-15`, `cc1plus`. */
const DRIVER = String.raw`(?:\S{0,200}[\\/])?(?:[\w.]{1,30}-){0,5}(?:gcc|g\+\+|cc1|cc1plus|cc1obj|clang|clang\+\+|clang-cl|gfortran|f951|cpp|emcc|em\+\+|nvcc|icx|icpx|lto1|lto-wrapper|ispc)(?:-\d{1,2}(?:\.\d{1,2})?)?(?:\.exe)?`;

/** What compilers say of their command line, and of input that has no name. */
const DRIVERS: readonly LineFormat[] = [
  // clang: error: linker command failed repeats what the linker said
  {
    has: ' failed with exit ',
    pattern: new RegExp(String.raw`^${DRIVER}: error: (?<message>.{1,100} command failed with exit .{0,100})$`),
    skip: true,
    plain: true,
  },
  // cc1plus: warning: message [-Wx]; gcc: error: a.c: No such file or directory; <command-line>: error: message
  {
    pattern: new RegExp(
      String.raw`^(?:${DRIVER}|<(?:command-line|built-in|stdin)>): (?<severity>fatal error|error|warning): (?<message>\S.{0,900})$`,
    ),
  },
  // nvcc fatal   : message
  { has: 'nvcc ', pattern: /^nvcc (?<severity>fatal|error|warning) {1,4}: (?<message>\S.{0,900})$/, plain: true },
];

const drivers = lineDetector(
  { name: 'driver', tool: 'cc', class: 'build' },
  DRIVERS,
  /: (?:fatal error|error|warning): |^nvcc /,
);
/** Where a name that the command line defines is used. */
const EXPANDED = /^([^:\n]{1,300}):(\d{1,7}):(\d{1,6}): note: in expansion of macro /;

export const driverDetector: Detector = {
  name: drivers.name,
  tool: drivers.tool,
  class: drivers.class,
  heads: DRIVERS.map(({ pattern }) => pattern),
  detect(lines) {
    const issues = lines.flatMap((line, index) => {
      const [issue] = drivers.detect([line]).issues;
      if (!issue) return [];
      const used = line.text.startsWith('<') ? EXPANDED.exec(lines[index + 1]?.text ?? '') : null;
      if (!used) return [issue];
      return [{ ...issue, file: fileOf(used[1]), line: Number(used[2]), column: Number(used[3]) }];
    });
    return { issues, tests: [] };
  },
};

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
