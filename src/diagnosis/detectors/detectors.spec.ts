import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LogLine } from '../log/sections';
import { cleanLine } from '../log/strip-ansi';
import { detect } from './index';

const linesOf = (text: string): LogLine[] =>
  text.split('\n').map((raw, index) => ({ number: index + 1, text: cleanLine(raw).slice(0, 1000), role: 'output' }));

/** Output of the real tool, run on a broken project in `/home/runner/work/app/app`. */
const fixture = (name: string): LogLine[] =>
  linesOf(readFileSync(path.join(__dirname, 'fixtures', `${name}.log`), 'utf8'));

/** `tool rule file:line:column` */
const issuesOf = (lines: LogLine[]): string[] =>
  detect(lines).issues.map(({ detector, found }) => {
    const file = (found.file ?? '?').replace('/home/runner/work/app/app/', '');
    return `${detector.tool ?? '?'} ${found.rule ?? '?'} ${file}:${found.line ?? ''}:${found.column ?? ''}`;
  });

/** The first six issues of each fixture and how many there are in all. */
const ISSUES: readonly (readonly [string, readonly string[], number])[] = [
  ['bandit', ['bandit B307 py/calc.py:11:', 'bandit B101 py/calc.py:12:'], 2],
  ['bash', ['sh ? sh/run.sh:5:'], 1],
  ['biome', ['biome lint/suspicious/noDoubleEquals a.js:2:12', 'biome format a.js::'], 2],
  ['black', ['black ? py/calc.py::'], 1],
  ['cargo-build', ['rustc E0308 src/main.rs:3:18', 'rustc E0425 src/main.rs:4:5'], 2],
  ['cargo-test', ['cargo test ? src/lib.rs:9:9'], 1],
  ['cmake', ['cmake find_package CMakeLists.txt:3:'], 1],
  ['cppcheck', ['cppcheck unreadVariable c/b.c:2:38', 'cppcheck unusedVariable c/b.c:2:22'], 2],
  ['dash', ['sh ? sh/run.sh:5:'], 1],
  ['esbuild', ['? ? e.js:1:34'], 1],
  [
    'eslint-compact',
    [
      'eslint no-var js/a.js:1:1',
      'eslint semi js/a.js:1:15',
      'eslint eqeqeq js/a.js:2:12',
      'eslint no-undef js/a.js:2:20',
      'eslint semi js/a.js:2:36',
    ],
    5,
  ],
  [
    'eslint-unix',
    [
      'eslint no-var js/a.js:1:1',
      'eslint semi js/a.js:1:15',
      'eslint eqeqeq js/a.js:2:12',
      'eslint no-undef js/a.js:2:20',
      'eslint semi js/a.js:2:36',
    ],
    5,
  ],
  [
    'eslint-visualstudio',
    [
      'eslint no-var js/a.js:1:1',
      'eslint semi js/a.js:1:15',
      'eslint eqeqeq js/a.js:2:12',
      'eslint no-undef js/a.js:2:20',
      'eslint semi js/a.js:2:36',
    ],
    5,
  ],
  [
    'flake8',
    [
      'flake8 F401 py/calc.py:1:1',
      'flake8 F401 py/calc.py:2:1',
      'flake8 F841 py/calc.py:6:5',
      'flake8 E251 py/calc.py:10:16',
      'flake8 E251 py/calc.py:10:18',
      'flake8 F821 py/calc.py:13:12',
    ],
    6,
  ],
  [
    'gcc-b',
    ['? int-conversion b.c:2:40', 'cc ? b.c:2:61', '? unused-variable b.c:2:36', '? unused-variable b.c:2:22'],
    4,
  ],
  ['go-build', ['go ? bad/bad.go:4:2', 'go ? bad/bad.go:5:9'], 2],
  ['go-test-json', ['go test ? calc_test.go:8:', 'go test ? calc_test.go:11:'], 2],
  [
    'go-test',
    [
      'go ? bad/bad.go:4:2',
      'go ? bad/bad.go:5:9',
      'go test ? calc_test.go:8:',
      'go test ? calc_test.go:11:',
      'go panic go/calc/calc_test.go:18:',
    ],
    5,
  ],
  ['javac', ['javac ? java/A.java:2:28', 'javac ? java/A.java:3:23'], 2],
  ['jest', ['jest ? a.test.js:2:43', 'jest ? a.test.js:4:56', 'jest ? b.test.js:1:18'], 3],
  ['ld', ['ld ? l.c::'], 1],
  [
    'markdownlint',
    [
      'markdownlint MD022/blanks-around-headings a.md:1:',
      'markdownlint MD001/heading-increment a.md:2:',
      'markdownlint MD022/blanks-around-headings a.md:2:',
      'markdownlint MD022/blanks-around-headings a.md:2:',
      'markdownlint MD009/no-trailing-spaces a.md:3:5',
    ],
    5,
  ],
  ['minitest', ['minitest ? rb/mini_test.rb:4:', 'minitest ? rb/mini_test.rb:3:'], 2],
  ['mocha-dot', ['mocha ? m/a.js:2:47', 'mocha ? m/a.js:4:56'], 2],
  ['mocha-spec', ['mocha ? m/a.js:2:47', 'mocha ? m/a.js:4:56'], 2],
  ['mypy', ['mypy return-value py/calc.py:7:12'], 1],
  ['php', ['? ? php/a.php:3:'], 1],
  [
    'phpcs',
    [
      '? ? php/b.php:2:',
      '? ? php/b.php:2:',
      '? ? php/b.php:2:',
      '? ? php/b.php:2:',
      '? ? php/b.php:3:',
      '? ? php/b.php:3:',
    ],
    10,
  ],
  ['phpunit', ['phpunit ? php/ATest.php:8:', 'phpunit ? php/ATest.php:4:', 'phpunit ? php/ATest.php:6:'], 3],
  [
    'pylint',
    [
      'pylint C0114 py/calc.py:1:0',
      'pylint C0116 py/calc.py:5:0',
      'pylint C0103 py/calc.py:6:4',
      'pylint W0612 py/calc.py:6:4',
      'pylint C0116 py/calc.py:10:0',
      'pylint C0103 py/calc.py:10:11',
    ],
    11,
  ],
  ['pytest-short', ['pytest ? py/test_import.py:1:'], 1],
  [
    'pytest',
    [
      'pytest ValueError py/test_calc.py:16:',
      'pytest AssertionError py/test_calc.py:7:',
      'pytest AssertionError py/test_calc.py:11:',
      'pytest AssertionError py/test_unit.py:7:',
      'pytest KeyError py/test_unit.py:10:',
    ],
    5,
  ],
  ['python', ['python ModuleNotFoundError py/test_import.py:1:'], 1],
  ['rspec', ['rspec ? ./spec/a_spec.rb:3:', 'rspec ? ./spec/a_spec.rb:6:', 'rspec ? ./spec/a_spec.rb:2:'], 3],
  [
    'rubocop',
    [
      'rubocop Style/FrozenStringLiteralComment rb/a.rb:1:1',
      'rubocop Layout/SpaceInsideParens rb/a.rb:1:9',
      'rubocop Lint/UnusedMethodArgument rb/a.rb:1:10',
      'rubocop Naming/MethodParameterName rb/a.rb:1:10',
      'rubocop Layout/SpaceInsideParens rb/a.rb:1:11',
      'rubocop Lint/UselessAssignment rb/a.rb:2:3',
    ],
    7,
  ],
  ['ruby', ['? ? rb/syn.rb:3:'], 1],
  [
    'shellcheck-checkstyle',
    [
      'shellcheck ShellCheck.SC1046 sh/run.sh:3:1',
      'shellcheck ShellCheck.SC1073 sh/run.sh:3:1',
      'shellcheck ShellCheck.SC1047 sh/run.sh:5:1',
      'shellcheck ShellCheck.SC1072 sh/run.sh:5:1',
    ],
    4,
  ],
  [
    'shellcheck-gcc',
    [
      'shellcheck SC1046 sh/run.sh:3:1',
      'shellcheck SC1073 sh/run.sh:3:1',
      'shellcheck SC1047 sh/run.sh:5:1',
      'shellcheck SC1072 sh/run.sh:5:1',
    ],
    4,
  ],
  [
    'shellcheck-json',
    [
      'shellcheck SC1046 sh/run.sh:3:1',
      'shellcheck SC1073 sh/run.sh:3:1',
      'shellcheck SC1047 sh/run.sh:5:1',
      'shellcheck SC1072 sh/run.sh:5:1',
    ],
    4,
  ],
  [
    'shellcheck',
    [
      'shellcheck SC1046 sh/run.sh:3:',
      'shellcheck SC1073 sh/run.sh:3:',
      'shellcheck SC1047 sh/run.sh:5:',
      'shellcheck SC1072 sh/run.sh:5:',
    ],
    4,
  ],
  ['standard', ['eslint no-var js/a.js:1:1', 'eslint eqeqeq js/a.js:2:12', 'eslint no-undef js/a.js:2:20'], 3],
  [
    'stylelint-json',
    [
      'stylelint block-no-empty js/a.css:2:2',
      'stylelint declaration-block-single-line-max-declarations js/a.css:1:3',
      'stylelint property-no-unknown js/a.css:1:18',
    ],
    3,
  ],
  [
    'stylelint-string',
    [
      'stylelint declaration-block-single-line-max-declarations a.css:1:3',
      'stylelint property-no-unknown a.css:1:18',
      'stylelint block-no-empty a.css:2:2',
    ],
    3,
  ],
  ['terraform', ['terraform ? main.tf:8:'], 1],
  ['unittest', ['unittest KeyError py/test_unit.py:10:', 'unittest AssertionError py/test_unit.py:7:'], 2],
  ['vitest-gha', ['jest ? a.test.mjs:3:43', 'jest ? a.test.mjs:5:56', '? ? js/v/b.test.mjs:1:1'], 3],
  ['vitest', ['jest ? a.test.mjs:3:43', 'jest ? a.test.mjs:5:56'], 2],
  [
    'yamllint-parsable',
    [
      'yamllint document-start a.yml:1:1',
      'yamllint truthy a.yml:1:1',
      'yamllint indentation a.yml:4:5',
      'yamllint brackets a.yml:4:13',
      'yamllint commas a.yml:4:16',
      'yamllint brackets a.yml:4:17',
    ],
    8,
  ],
  [
    'yamllint',
    [
      'yamllint document-start a.yml:1:1',
      'yamllint truthy a.yml:1:1',
      'yamllint indentation a.yml:4:5',
      'yamllint brackets a.yml:4:13',
      'yamllint commas a.yml:4:16',
      'yamllint brackets a.yml:4:17',
    ],
    8,
  ],
];

describe('detectors read the output of real tools', () => {
  it.each(ISSUES)('%s: where and what', (name, expected, count) => {
    const issues = issuesOf(fixture(name));

    expect(issues.slice(0, 6)).toEqual(expected);
    expect(issues).toHaveLength(count);
  });
});
