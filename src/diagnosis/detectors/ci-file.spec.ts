import { diagnose } from '../diagnose';
import type { Diagnosis } from '../diagnosis.types';

function diagnosed(log: string): Diagnosis {
  const job = { name: 'lint', conclusion: 'failure', failedSteps: [], log, truncated: false };
  return diagnose({ repositoryPath: 'r', workflowName: 'CI', jobs: [job] });
}

/** `tool rule file:line:column message` */
function issuesOf(log: string): string[] {
  return diagnosed(log).issues.map(
    ({ tool, rule, file, line, column, message }) =>
      `${tool ?? '?'} ${rule ?? '?'} ${file ?? '?'}:${line ?? ''}:${column ?? ''} ${message.slice(0, 40)}`,
  );
}

const SNIPPET = '  |\n3 |     branch: main\n  |     ^~~~~~~\n';
const FOUND = {
  message: 'unexpected key "branch" for "push" section. expected one of "branches"',
  filepath: '.github/workflows/ci.yml',
  line: 3,
  column: 5,
  kind: 'syntax-check',
  snippet: '    branch: main\n    ^~~~~~~',
  end_column: 11,
};
const ISSUE = 'actionlint syntax-check .github/workflows/ci.yml:3:5 unexpected key "branch" for "push" secti';

describe('actionlint', () => {
  it.each([
    ['as it prints', `${FOUND.filepath}:3:5: ${FOUND.message} [syntax-check]\n${SNIPPET}`],
    [
      'as its port for Node prints it',
      `${FOUND.filepath}:3:5 ${FOUND.message} [ syntax-check ]\n> 3 |     branch: main\n    |     ^\n`,
    ],
    ['in one line', `${FOUND.filepath}:3:5: ${FOUND.message} [syntax-check]\n`],
    [
      'in colour',
      `\u001b[33m${FOUND.filepath}\u001b[0m\u001b[90m:\u001b[0m3\u001b[90m:\u001b[0m5\u001b[90m:\u001b[0m \u001b[1m${FOUND.message}\u001b[0m \u001b[90m[syntax-check]\u001b[0m\n`,
    ],
    ['as JSON', `${JSON.stringify([FOUND])}\n`],
    ['as JSON lines', `${JSON.stringify(FOUND)}\n`],
    ['as annotations', `::error file=${FOUND.filepath},line=3,col=5::${FOUND.message} [syntax-check]\n`],
    [
      'as SARIF',
      `${JSON.stringify({
        runs: [
          {
            results: [
              {
                ruleId: 'syntax-check',
                message: { text: FOUND.message },
                locations: [
                  {
                    physicalLocation: {
                      artifactLocation: { uri: FOUND.filepath },
                      region: { startLine: 3, startColumn: 5 },
                    },
                  },
                ],
              },
            ],
          },
        ],
      })}\n`,
    ],
  ])('is read %s', (_how, log) => {
    expect(issuesOf(log)).toEqual([ISSUE]);
    expect(diagnosed(log).class).toBe('config');
  });

  it('keeps its rule when its list of names is longer than a line that is read', () => {
    const labels = Array.from({ length: 90 }, (_, at) => `"ubuntu-${at}.04"`).join(', ');
    const log = `.github/workflows/ci.yml:5:14: label "ubuntu-lates" is unknown. available labels are ${labels}. if it is a custom label [runner-label]\n`;

    expect(issuesOf(log)).toEqual([
      'actionlint runner-label .github/workflows/ci.yml:5:14 label "ubuntu-lates" is unknown. availab',
    ]);
  });

  it('is not heard where another linter has a rule of such a name', () => {
    expect(issuesOf('src/a.yml:3:5: [error] wrong indentation (indentation)\n')).not.toEqual([
      expect.stringContaining('actionlint'),
    ]);
  });
});

describe('GitHub on a workflow file', () => {
  it.each([
    [
      "The workflow is not valid. .github/workflows/ci.yml (Line: 12, Col: 9): Unexpected value 'xyz'",
      "actions ? .github/workflows/ci.yml:12:9 Unexpected value 'xyz'",
    ],
    [
      "Invalid workflow file: .github/workflows/ci.yml#L7\n(Line: 7, Col: 5): Unrecognized named-value: 'matrx'. Located at position 1 within expression: matrx.os",
      "actions ? .github/workflows/ci.yml:7:5 Unrecognized named-value: 'matrx'. Locat",
    ],
    [
      '.github/workflows/ci.yml (Line: 4, Col: 3): A sequence was not expected',
      'actions ? .github/workflows/ci.yml:4:3 A sequence was not expected',
    ],
    [
      'Invalid workflow file: .github/workflows/ci.yml#L9\nYou have an error in your yaml syntax on line 9',
      'actions yaml .github/workflows/ci.yml:9: You have an error in your yaml syntax',
    ],
    [
      '##[error]Unable to resolve action `actions/chekout@v4`, repository not found',
      'actions action ?:: Unable to resolve action `actions/chekou',
    ],
    [
      '##[error]/home/runner/work/app/app/./tools/say/action.yml (Line: 6, Col: 7): Required property is missing: shell',
      'actions ? tools/say/action.yml:6:7 Required property is missing: shell',
    ],
  ])('%s', (log, issue) => {
    expect(issuesOf(`${log}\n`)).toEqual([issue]);
    expect(diagnosed(`${log}\n`).class).toBe('config');
  });
});

describe('GitLab on a pipeline', () => {
  it.each([
    ['jobs:test config contains unknown keys: scripts', 'config'],
    ['jobs test config should implement the script:, run:, or trigger: keyword', 'config'],
    ['test job: chosen stage tests does not exist; available stages are .pre, build, test, deploy, .post', 'stages'],
    ['test job: undefined need: biuld', 'stages'],
    ['test: unknown keys in `extends` (.bse)', 'extends'],
    ['Local file `ci/base.yml` does not exist!', 'include'],
    ['Included file `ci/base.yml` is empty or does not exist!', 'include'],
    ['jobs stagess config should implement the script:, run:, or trigger: keyword', 'config'],
    ['jobs:test when should be one of: on_success, on_failure, always, manual, delayed', 'config'],
    ['jobs:test:rules:rule if invalid expression syntax', 'config'],
    ['test job: dependency late is not defined in current or prior stages', 'stages'],
    ['test has the following needs duplicated: build.', 'needs'],
    ['The pipeline has circular dependencies', 'needs'],
    ["'test' job needs 'build' job, but 'build' does not exist in the pipeline.", 'needs'],
    ['test: circular dependency detected in `extends`', 'extends'],
  ])('%s', (line, rule) => {
    expect(issuesOf(`Unable to create pipeline\n${line}\n`)).toEqual([
      `gitlab-ci ${rule} .gitlab-ci.yml:: ${line.slice(0, 40)}`,
    ]);
    expect(diagnosed(`${line}\n`).class).toBe('config');
  });

  it('tells where a file does not parse, an included one too', () => {
    const said = '(<unknown>): mapping values are not allowed in this context at line 3 column 9';

    expect(issuesOf(`${said}\n\`ci/base.yml\`: ${said}\n`)).toEqual([
      `gitlab-ci yaml .gitlab-ci.yml:3:9 ${said.slice(0, 40)}`,
      `gitlab-ci yaml ci/base.yml:3:9 ${said.slice(0, 40)}`,
    ]);
  });

  it.each([
    "the 'test' job needs 'build' job, but why",
    'jobs: 4 should be enough',
    'YAML Exception reading a.md: (<unknown>): found character that cannot start any token at line 3 column 8',
    'the jobs:test config is fine',
    'a job: done',
    'file ci.yml does not exist',
    'we (Line: 3) found nothing',
    'test: unknown keys in extends',
  ])('does not say: %s', (line) => {
    expect(issuesOf(`${line}\n`).filter((issue) => /^(?:gitlab-ci|actions)/.test(issue))).toEqual([]);
  });
});
