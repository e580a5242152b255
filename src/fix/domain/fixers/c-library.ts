import type { Edit, Fixer, FixerInput } from '../fix.types';
import { quoteOf, replaceAt, insertLines } from '../kit';

/** Functions of the C library that need a library of their own. */
const LIBRARIES: readonly (readonly [flag: string, names: RegExp])[] = [
  [
    'm',
    /^(?:a?(?:sin|cos|tan)h?|atan2|exp2?|expm1|log(?:10|2|1p|b)?|pow|sqrt|cbrt|hypot|floor|ceil|round|l?lround|trunc|rint|fmod|fabs|remainder|fm(?:ax|in|a)|tgamma|lgamma|erfc?|frexp|ldexp|modf)[fl]?$/,
  ],
  ['pthread', /^pthread_\w+$/],
  ['dl', /^dl(?:open|sym|close|error)$/],
];
const UNDEFINED = /undefined reference to [`'‘"]([\w]+)['’"]/;

function libraryOf(name: string): string | null {
  return LIBRARIES.find(([, names]) => names.test(name))?.[0] ?? null;
}

/** The command lines of the log that linked: the last before the linker spoke. */
function linkLine(input: FixerInput, job: string, line: number): string | null {
  const lines = input.logs.find((log) => log.job === job)?.lines ?? [];
  const above = lines.filter(
    ({ number, text }) =>
      number < line && /^(?:\S*\/)?(?:gcc|cc|clang|c99)\b.*\s-o\s/.test(text.trim()) && !/\s-c\b/.test(text),
  );
  return above.at(-1)?.text.trim() ?? null;
}

function inMakefile(path: string, text: string, command: string, flag: string): Edit | null {
  const lines = text.split('\n');
  const rules = lines.flatMap((line, index) =>
    /^\t[@-]?\s*(?:\$[({]CC[)}]|\S*(?:gcc|cc|clang))(?=\s).*\s-o\s/.test(line) && !/\s-c\b/.test(line) ? [index] : [],
  );
  const [index] = rules;
  const line = lines[index ?? -1];
  if (index === undefined || line === undefined || rules.length !== 1 || line.endsWith('\\')) return null;
  const [, variable] = /\$[({](LDLIBS|LIBS|LDADD)[)}]/.exec(line) ?? [];
  if (variable !== undefined) {
    const own = lines.findIndex((each) => new RegExp(`^${variable}\\s*[:?+]?=`).test(each));
    const value = lines[own];
    if (value === undefined || value.endsWith('\\')) return null;
    return replaceAt(
      path,
      { line: own + 1, column: value.length + 1 },
      '',
      `${value.endsWith(' ') ? '' : ' '}-l${flag}`,
    );
  }
  const output = / -o (\S+)/.exec(command)?.[1];
  if (output !== undefined && !line.includes('$@') && !line.includes(output) && !/\$[({]/.test(line)) return null;
  return replaceAt(path, { line: index + 1, column: line.trimEnd().length + 1 }, '', ` -l${flag}`);
}

function inCmake(path: string, text: string, target: string, flag: string): Edit | null {
  const lines = text.split('\n');
  const linked = lines.findIndex((line) =>
    new RegExp(`^\\s*target_link_libraries\\(\\s*${target}\\b[^()]*\\)\\s*$`).test(line),
  );
  const own = lines[linked];
  if (own !== undefined) return replaceAt(path, { line: linked + 1, column: own.lastIndexOf(')') + 1 }, '', ` ${flag}`);
  const added = lines.findIndex((line) =>
    new RegExp(`^\\s*add_(?:executable|library)\\(\\s*${target}\\b[^()]*\\)\\s*$`).test(line),
  );
  if (added < 0 || text.includes('target_link_libraries(')) return null;
  const indent = /^\s*/.exec(lines[added] ?? '')?.[0] ?? '';
  return insertLines(path, added + 2, [`${indent}target_link_libraries(${target} PRIVATE ${flag})`]);
}

/** `undefined reference to 'pow'`: the library of the C library that has it, in the Makefile or CMakeLists.txt. */
export const cLibrary: Fixer = {
  name: 'c-library',
  phase: 'edit',
  fix(input) {
    const issues = input.issues.filter(({ message }) => UNDEFINED.test(message));
    const [first] = issues;
    if (first === undefined) return [];
    const names = issues.map(({ message }) => UNDEFINED.exec(message)?.[1] ?? '');
    const flags = new Set(names.map(libraryOf));
    const [flag] = flags;
    const decline = (why: string) => [{ outcome: 'declined' as const, covers: issues, why }];
    if (flags.size !== 1 || flag === null || flag === undefined)
      return decline(`${names.join(', ')} may be of the project itself`);
    const lines = input.logs.find(({ job }) => job === first.evidence.job)?.lines ?? [];
    const targets = new Set(
      lines.flatMap(({ text }) => /CMakeFiles\/([\w.-]+)\.dir\/\S+\.o: in function/.exec(text)?.[1] ?? []),
    );
    const [target] = targets;
    const command = linkLine(input, first.evidence.job, first.evidence.firstLine);
    const path = target === undefined ? 'Makefile' : 'CMakeLists.txt';
    const text = input.files.text(path);
    if (text === null) return input.files.paths.has(path) ? [] : decline(`no ${path} says how it is linked`);
    const edit =
      target === undefined
        ? command === null
          ? null
          : inMakefile(path, text, command, flag)
        : targets.size === 1
          ? inCmake(path, text, target, flag)
          : null;
    if (edit === null) return decline(`${path} has no one place for -l${flag}`);
    return [
      {
        outcome: 'patch',
        edits: [edit],
        reason: `Link with -l${flag}, which has ${[...new Set(names)].join(', ')}`,
        quotes: issues.map((issue) => quoteOf(input, issue)),
        covers: issues,
        confidence: 0.9,
        safety: 'safe',
      },
    ];
  },
};
