import { lintCiFile } from './lint';
import type { CiFileContext, CiFileKind } from './ci-file.types';

const JOB = 'jobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n';

/** `line:column rule message`, the message cut. */
async function said(kind: CiFileKind, text: string, context: CiFileContext = {}): Promise<string[]> {
  const findings = await lintCiFile(kind, text, context);
  return findings.map(({ line, column, rule, message }) => `${line}:${column} ${rule} ${message.slice(0, 60)}`);
}

describe('a workflow', () => {
  it('without mistakes has no findings', async () => {
    const text = `on: push\npermissions:\n  contents: read\n${JOB}      - uses: actions/checkout@v4\n      - run: npm test\n`;

    expect(await said('workflow', text)).toEqual([]);
  });

  it('that is empty says so', async () => {
    expect(await said('workflow', '')).toEqual(['1:1 syntax-check workflow is empty']);
  });

  it('has unknown keys and names told by place', async () => {
    const text = `on:\n  push:\n    branch: main\n${JOB}      - run: echo \${{ github.evnt_name }}\n        shel: bash\n`;

    expect(await said('workflow', text)).toEqual([
      '3:5 syntax-check unexpected key "branch" for "push" section. expected one of ',
      '8:23 expression property "evnt_name" is not defined in object type {action: ',
      '9:9 syntax-check unexpected key "shel" for step to run shell command. expecte',
    ]);
  });

  it('that is no YAML has the parser’s place', async () => {
    const [finding] = await said('workflow', 'on: push\njobs:\n  a: b: c\n');

    expect(finding).toBe('3:6 syntax-check could not parse as YAML: mapping values are not allowed in t');
  });

  it.each([
    [
      'a tab and Windows line ends',
      `on: push\r\n${JOB.replaceAll('\n', '\r\n')}      - run: echo\r\n        nam: x\r\n`,
      8,
    ],
    ['a byte order mark', `\uFEFFon: push\n${JOB}      - run: echo\n        nam: x\n`, 7],
  ])('is read with %s', async (_what, text) => {
    expect(await said('workflow', text)).toEqual([expect.stringContaining('unexpected key "nam"')]);
  });

  it('counts columns as editors do, whatever the letters before', async () => {
    const text = `on: push\n${JOB}      - run: "日本 \${{ foo }}"\n`;

    expect(await said('workflow', text)).toEqual([expect.stringMatching(/^6:22 expression undefined variable "foo"/)]);
  });

  it.each([
    [
      'aliases',
      `      - &a\n        run: echo\n        env: &e { A: b }\n      - *a\n      - run: x\n        env: *e\n`,
    ],
    ['images of this year', '      - run: x\n  b:\n    runs-on: macos-26\n    steps: [{ run: y }]\n'],
    ['newer permissions', '      - run: x\n    permissions: { models: read, artifact-metadata: write }\n'],
    ['the case function', "      - run: echo ${{ case(github.ref == 'a', 1, 2) }}\n"],
  ])('may use %s, which actionlint’s older version does not know', async (_what, rest) => {
    expect(await said('workflow', `on: push\n${JOB}${rest}`)).toEqual([]);
  });

  it('is held to what an alias names, at the place that is named', async () => {
    const text = `on:\n  label:\n    types: &t [created]\n  pull_request:\n    types: *t\n${JOB}      - run: x\n`;

    expect(await said('workflow', text)).toEqual([
      expect.stringMatching(/^3:16 events invalid activity type "created" for "pull_request"/),
    ]);
  });

  it('has anchors that nobody names, aliases within themselves and merge keys told', async () => {
    const text = `on: push\n${JOB}      - &s\n        run: x\n        env: *s\n      - run: y\n        env: &u { A: b }\n      - <<: *s\n        run: z\n`;

    expect(await said('workflow', text)).toEqual(
      expect.arrayContaining([
        '8:14 syntax-check recursive alias "s" is found. anchor was declared at line:6,',
        '10:14 syntax-check anchor "u" is defined but not used',
        '11:9 syntax-check GitHub Actions does not support YAML merge key "<<"',
      ]),
    );
  });

  it('whose aliases double without end is read as it stands', async () => {
    const doubling = Array.from({ length: 30 }, (_, at) => `  a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`).join('\n');

    expect(await said('workflow', `on: push\nenv:\n  a0: &a0 [x]\n${doubling}\n`)).not.toEqual([]);
  });

  it.each([
    [
      'a retired image',
      '      - run: x\n  b:\n    runs-on: ubuntu-20.04\n    steps: [{ run: y }]\n',
      '8:14 runner-label',
    ],
    ['a right that a scope has not', '      - run: x\n    permissions: { id-token: read }\n', '7:30 permissions'],
    ['a step with two jobs', '      - run: x\n        uses: actions/checkout@v4\n', '6:9 syntax-check'],
    ['a step without any', '      - name: x\n', '6:9 syntax-check'],
    ['an action too old to run', '      - uses: actions/checkout@v2\n', '6:15 action'],
    ['a command that is gone', '      - run: echo "::set-output name=a::b"\n', '6:14 deprecated-commands'],
  ])('may not have %s', async (_what, rest, place) => {
    expect(await said('workflow', `on: push\n${JOB}${rest}`)).toEqual([expect.stringContaining(place)]);
  });

  it('is held against the repository’s own actions where they are at hand', async () => {
    const text = `on: push\n${JOB}      - uses: ./tools/say\n        with:\n          wrods: hi\n`;
    const action = 'name: Say\ninputs:\n  words:\n    required: true\nruns:\n  using: node20\n  main: a.js\n';
    const context = { paths: new Set(['tools/say/action.yml']), text: () => action };

    expect(await said('workflow', text, context)).toEqual([
      expect.stringContaining('6:15 action missing input "words" which is required by action "Say"'),
      expect.stringContaining('8:11 action input "wrods" is not defined in action "Say"'),
    ]);
    expect(await said('workflow', text)).toEqual([]);
  });

  it('of a megabyte and more is not read', async () => {
    expect(await said('workflow', '#'.repeat(1024 * 1024 + 1))).toEqual([
      '1:1 syntax-check the file is longer than a forge reads',
    ]);
  });
});

describe('an action', () => {
  it('needs a shell for each script and a runtime that lives', async () => {
    const composite =
      'name: a\nruns:\n  using: composite\n  steps:\n    - run: x\n    - run: y\n      shell: bash\n      shel: z\n';

    expect(await said('action', composite)).toEqual([
      '5:7 action "shell" is required to run a script in a step of a composite',
      '8:7 syntax-check unexpected key "shel" for step of composite action. expected',
    ]);
    expect(await said('action', 'name: a\nruns:\n  using: node16\n  main: a.js\n')).toEqual([
      expect.stringContaining('3:10 action "node16" is no runtime of actions'),
    ]);
  });
});

describe('a pipeline', () => {
  it('without mistakes has no findings', async () => {
    const text =
      'stages: [build, test]\ndefault:\n  image: node:22\n.base: &base\n  script: [make]\nbuild:\n  stage: build\n  extends: .base\n' +
      'test:\n  <<: *base\n  stage: test\n  needs: [build]\n  script:\n    - !reference [.base, script]\n';

    expect(await said('pipeline', text)).toEqual([]);
  });

  it('has unknown keys, missing scripts, stages and needs told as GitLab tells them', async () => {
    const text =
      'stages: [build]\nbuild:\n  stage: biuld\n  scripts: [make]\ntest:\n  stage: build\n  needs: [biuld]\n  only: [main]\n' +
      '  rules:\n    - when: always\n  script:\n    - a: b\nvariabels: [x]\n';

    expect(await said('pipeline', text)).toEqual([
      '2:1 pipeline-script jobs build config should implement the script:, run:, or tri',
      '3:10 pipeline-stage build job: chosen stage biuld does not exist; available stag',
      '4:3 pipeline-key jobs:build config contains unknown keys: scripts',
      '7:11 pipeline-need test job: undefined need: biuld',
      '8:3 pipeline-key jobs:test config key may not be used with `rules`: only',
      '12:7 pipeline-script jobs:test:script config should be a string or a nested array',
      '13:1 pipeline-key root config contains unknown keys: variabels',
    ]);
  });

  it('that includes others is not held to what those may bring', async () => {
    const text =
      'include:\n  - local: ci/base.yml\n  - template: Jobs/Build.gitlab-ci.yml\ntest:\n  stage: deep\n  extends: .far\n  needs: [far]\n';
    const paths = new Set(['ci/base.yml']);

    expect(await said('pipeline', text, { paths })).toEqual([]);
    expect(await said('pipeline', text, { paths: new Set() })).toEqual([
      '2:12 pipeline-include Local file `ci/base.yml` does not exist!',
    ]);
  });
});
