import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue } from './detector';
import { toNumber } from './detector';
import type { LineFormat } from './line-format';
import { lineDetector } from './line-format';
import { fileOf } from './place';

const DRIVE = String.raw`(?:[A-Za-z]:(?=[\\/]))?`;
/** `/usr/bin/ld`, `ld.lld-15`, `x86_64-linux-gnu-ld.bfd`, `rust-lld`, `lld-link`, `wasm-ld`, `mold` */
const LINKER = String.raw`(?:\S{0,200}[\\/])?(?:[\w.]{1,30}-){0,5}(?:ld(?:64)?(?:\.lld|\.gold|\.bfd)?|lld|lld-link|wasm-ld|mold|gold|collect2)(?:-\d{1,3})?(?:\.exe)?`;
/** What a linker says without calling it an error. */
const SAID = String.raw`cannot (?:find|open)|could not read|(?:file|symbol|library|framework|archive)s? not (?:recognized|found)|unrecognized|unknown|unsupported|relocation|mismatch|hidden symbol|DSO missing|Bad value|section .{1,100} (?:will not fit|overlaps)|region .{1,100} overflowed|incompatible target|wrong format|no such file|not supported|building for`;

/** Linkers, one complaint a line. */
const FORMATS: readonly LineFormat[] = [
  // /usr/bin/ld: cannot find -lfoo; ld: library not found for -lfoo; /usr/bin/ld: a.o: relocation R_X … recompile with -fPIC
  {
    pattern: new RegExp(
      String.raw`^${LINKER}: (?:error: |fatal error: )?(?!warning|note|skipping|in function|symbol\(s\) not found|final link)(?<message>(?:.{0,300}[ :])?(?:${SAID}).{0,500})$`,
    ),
    plain: true,
  },
  // ld: 0711-987 message (AIX)
  {
    pattern: /^ld: (?<rule>\d{4}-\d{3}) (?<severity>ERROR: |WARNING: )?(?<message>\S.{0,900})$/i,
    plain: true,
  },
  { pattern: new RegExp(String.raw`^${LINKER}: (?<severity>warning): (?<message>\S.{0,900})$`), plain: true },
  // a.o: In function `f': …; a.c:(.text+0x3): undefined reference to `g'; a.c:3: undefined reference to `g'
  {
    pattern: new RegExp(
      String.raw`^(?:\S{0,200}ld(?:\.\w{2,5})?(?:\.exe)?: )?(?<file>${DRIVE}[^:\n]{1,300}):(?:(?<line>\d{1,7}):|\([^)]{1,200}\):) (?<message>(?:undefined reference to|multiple definition of|first defined here|relocation truncated to fit|more undefined references) .{1,600})$`,
    ),
    plain: true,
    anyFile: true,
  },
  // foo.so: undefined reference to `x'
  {
    has: 'undefined reference to',
    pattern: new RegExp(
      String.raw`^(?:\S{0,200}ld(?:\.\w{2,5})?(?:\.exe)?: )?(?<file>${DRIVE}[^:\n\s]{1,300}\.(?:so[\d.]{0,12}|o|a|obj|lib)(?:\([^)]{1,100}\))?): (?<message>(?:undefined reference to|multiple definition of) .{1,600})$`,
    ),
    plain: true,
  },
  // make: *** [Makefile:12: all] Error 2 repeats what was said
  {
    has: '*** [',
    pattern: /^(?:g?make|ninja)(?:\[\d{1,3}\])?: \*{3} \[(?<message>.{1,300})\]/,
    skip: true,
    plain: true,
  },
];

/** What says no more than the line before it. */
const REPEATED = /^(?:first defined here|more undefined references)/;

const singles = lineDetector(
  { name: 'linker', tool: 'ld', class: 'build' },
  FORMATS,
  /ld|lld|link|mold|undefined|multiple|relocation|collect2|make/,
);

export const linkerDetector: Detector = {
  ...singles,
  detect(lines) {
    const { issues, quiet = [] } = singles.detect(lines);
    const repeated = issues.filter(({ message }) => REPEATED.test(message)).map(({ firstLine }) => firstLine);
    return {
      issues: issues.filter(({ message }) => !REPEATED.test(message)),
      tests: [],
      quiet: [...quiet, ...repeated],
    };
  },
};

/** `ld.lld: error: undefined symbol: x`, its places below it: `>>> referenced by a.c:3 (/src/a.c:3)`, `>>> defined at …` */
const LLD = new RegExp(String.raw`^${LINKER}: (fatal error|error): (?!ld returned)(.{1,900})$`);
const REFERRED = /^>>> (?:referenced by|defined (?:at|in)) ([^\s:()]{1,300}):(\d{1,7})(?: \((.{1,300}):\d{1,7}\))?/;
/** Apple's linker lists the symbols: `  "_foo", referenced from:` */
const LISTED = /^\s{2,4}"(.{1,400})", referenced from:$/;
const DUPLICATE = /^duplicate symbol '?(.{1,300}?)'? in:$/;

function lldIssue(lines: readonly LogLine[], index: number, head: RegExpExecArray): FoundIssue {
  const line = lines[index];
  let lastLine = line?.number ?? 0;
  let place: RegExpExecArray | null = null;
  for (const { text, number } of lines.slice(index + 1, index + 12)) {
    if (!text.startsWith('>>>')) break;
    lastLine = number;
    place ??= REFERRED.exec(text);
  }
  const file = fileOf(place?.[3] ?? place?.[1]);
  const at = { file, line: toNumber(place?.[2]), column: null };
  return { rule: null, ...at, message: head[2] ?? '', severity: 'error', firstLine: line?.number ?? 0, lastLine };
}

/** Linkers that say where in the lines below, or list what they miss. */
export const linkerBlockDetector: Detector = {
  name: 'linker-block',
  tool: 'ld',
  class: 'build',
  heads: [LLD, LISTED, DUPLICATE],
  detect(lines) {
    const issues = lines.flatMap((line, index): FoundIssue[] => {
      const { text, number } = line;
      const head = text.includes('error: ') ? LLD.exec(text) : null;
      if (head) return [lldIssue(lines, index, head)];
      const symbol = LISTED.exec(text)?.[1];
      const twice = symbol === undefined ? DUPLICATE.exec(text)?.[1] : undefined;
      if (symbol === undefined && twice === undefined) return [];
      const message = symbol === undefined ? `duplicate symbol ${twice ?? ''}` : `undefined symbol ${symbol}`;
      const at = { rule: null, file: null, line: null, column: null };
      return [{ ...at, message, severity: 'error', firstLine: number, lastLine: number }];
    });
    return { issues, tests: [] };
  },
};
