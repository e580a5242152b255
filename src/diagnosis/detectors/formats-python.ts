import type { Detector } from './detector';
import type { LineFormat } from './line-format';
import { lineDetector } from './line-format';

const DRIVE = String.raw`(?:[A-Za-z]:(?=[\\/]))?`;

/** black, isort, autopep8, yapf, docformatter: files that are not as the formatter would write them. */
const FORMATTERS: readonly LineFormat[] = [
  // error: cannot format a.py: Cannot parse for target version Python 3.12: 1:3: x y
  {
    has: 'cannot format ',
    pattern: new RegExp(
      String.raw`^error: cannot format (?<file>${DRIVE}[^:]{1,300}): (?<message>.{0,200}?Cannot parse(?: for target version [^:]{1,60})?: (?<line>\d{1,7}):(?<column>\d{1,6}): .{1,400})$`,
    ),
    plain: true,
  },
  {
    has: 'cannot format ',
    pattern: new RegExp(String.raw`^error: cannot format (?<file>${DRIVE}[^:]{1,300}): (?<message>.{1,600})$`),
    plain: true,
  },
  {
    has: ':cannot format:',
    pattern: new RegExp(
      String.raw`^error: ?(?<file>${DRIVE}[^:]{1,300}):(?<line>\d{1,7}):(?<column>\d{1,6}):(?<message>cannot format: .{1,400})$`,
    ),
    plain: true,
  },
  {
    pattern: /^(?<message>[Ww]ould reformat:?) (?<file>\S.{0,300})$/,
    has: 'ould reformat',
    plain: true,
  },
  {
    has: 'Imports are incorrectly sorted',
    pattern: /^ERROR: (?<file>\S.{0,300}?) (?<message>Imports are incorrectly sorted and\/or formatted\.)$/,
    plain: true,
  },
];

/** bandit, pylama, gitlint, Sphinx, unimport, vulture. */
const LINTERS: readonly LineFormat[] = [
  {
    pattern:
      /^(?<file>[^\s:]{1,300}\.py:)?(?<line>\d{1,7}):(?<rule>[A-Z]\d{3}):(?<severity>LOW|MEDIUM|HIGH|UNDEFINED):(?<message>.{1,800})$/,
    plain: true,
  },
  // Sphinx: no line, or one that is not a number
  {
    pattern:
      /^(?<file>(?:[A-Za-z]:)?[^:\n]{1,300}\.\w{1,6}):(?:None|<[^>]{1,60}>|docstring of [^:]{1,200}(?::(?:<[^>]{1,60}>|None|(?<line>\d{1,7}))?)?)?: (?<severity>WARNING|ERROR|SEVERE|CRITICAL): (?<message>.{1,800})$/,
    plain: true,
  },
];

const formatters = lineDetector(
  { name: 'python-format', tool: 'black', class: 'lint' },
  FORMATTERS.map((format) => ({ severity: 'error', ...format })),
  /format|sorted/,
);

export const pythonFormatterDetector: Detector = {
  ...formatters,
  detect(lines) {
    const issues = formatters
      .detect(lines)
      .issues.map((issue) => (issue.message.startsWith('Imports are') ? { ...issue, tool: 'isort' } : issue));
    return { issues, tests: [] };
  },
};

export const pythonLintDetector: Detector = lineDetector(
  { name: 'python-lint', tool: null, class: 'lint' },
  LINTERS,
  /[:[]/,
);
