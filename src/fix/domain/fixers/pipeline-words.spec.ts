import { fixed } from '../../../../test/support/fix-plan';
import { pipelineWords } from './pipeline-words';

const FILE = '.gitlab-ci.yml';
const mended = (text: string, log: string): Promise<Record<string, string | null> | string> =>
  fixed({ files: { [FILE]: text, 'src/a.ts': '' }, log: `${log}\n` }, [pipelineWords]);

describe('a pipeline that GitLab refuses', () => {
  it.each([
    [
      'a misspelt key of a job, which then has its script',
      'test:\n  scripts:\n    - make\n',
      'jobs:test config contains unknown keys: scripts\njobs test config should implement the script:, run:, or trigger: keyword',
      'test:\n  script:\n    - make\n',
    ],
    [
      'a misspelt key at the margin',
      'variabels:\n  A: b\ntest:\n  script: [make]\nstagess: [test]\n',
      'root config contains unknown keys: stagess',
      'variabels:\n  A: b\ntest:\n  script: [make]\nstages: [test]\n',
    ],
    [
      'a misspelt key of its artifacts',
      'test:\n  script: [make]\n  artifacts:\n    path: [a]\n    expire_in: 1 day\n',
      'jobs:test:artifacts config contains unknown keys: path',
      'test:\n  script: [make]\n  artifacts:\n    paths: [a]\n    expire_in: 1 day\n',
    ],
    [
      'a misspelt stage',
      'stages: [build, verify]\ntest:\n  stage: verfiy\n  script: [make]\n',
      'test job: chosen stage verfiy does not exist; available stages are .pre, build, verify, .post',
      'stages: [build, verify]\ntest:\n  stage: verify\n  script: [make]\n',
    ],
    [
      'a misspelt need',
      'build:\n  script: [make]\ntest:\n  stage: test\n  needs:\n    - job: biuld\n  script: [make]\n',
      'test job: undefined need: biuld',
      'build:\n  script: [make]\ntest:\n  stage: test\n  needs:\n    - job: build\n  script: [make]\n',
    ],
    [
      'a misspelt template',
      '.base:\n  image: a\ntest:\n  extends: .bse\n  script: [make]\n',
      'test: unknown keys in `extends` (.bse)',
      '.base:\n  image: a\ntest:\n  extends: .base\n  script: [make]\n',
    ],
    [
      'a command with a colon',
      'test:\n  script:\n    - make\n    - echo Status: ok\n',
      'jobs:test:script config should be a string or a nested array of strings up to 10 levels deep',
      "test:\n  script:\n    - make\n    - 'echo Status: ok'\n",
    ],
    [
      'a misspelt script, which is all GitLab says of it',
      'test:\n  scirpt:\n    - make\n',
      'jobs test config should implement the script:, run:, or trigger: keyword',
      'test:\n  script:\n    - make\n',
    ],
    [
      'a misspelt word of the margin that is taken for a job',
      'variabels:\n  A: b\ntest:\n  script: [make]\n',
      'jobs variabels config should implement the script:, run:, or trigger: keyword',
      'variables:\n  A: b\ntest:\n  script: [make]\n',
    ],
    [
      'a need that comes twice',
      'build:\n  script: [make]\ntest:\n  needs:\n    - build\n    - build\n  script: [make]\n',
      'test has the following needs duplicated: build.',
      'build:\n  script: [make]\ntest:\n  needs:\n    - build\n  script: [make]\n',
    ],
    [
      'a misspelt value of when',
      'test:\n  when: allways\n  script: [make]\n',
      'jobs:test when should be one of: on_success, on_failure, always, manual, delayed',
      'test:\n  when: always\n  script: [make]\n',
    ],
    [
      'an alias of a misspelt anchor',
      '.base: &defaults\n  image: a\ntest:\n  <<: *default\n  script: [make]\n',
      'Unknown alias: default',
      '.base: &defaults\n  image: a\ntest:\n  <<: *defaults\n  script: [make]\n',
    ],
    [
      'a sentence at the place our linter found for it',
      'test:\n  stage: biuld\n  script: [make]\n',
      '.gitlab-ci.yml:2:10: test job: chosen stage biuld does not exist; available stages are .pre, build, test, deploy, .post [pipeline-stage]',
      'test:\n  stage: build\n  script: [make]\n',
    ],
  ])('for %s is mended', async (_what, text, log, after) => {
    expect(await mended(text, log)).toEqual({ [FILE]: after });
  });

  it.each([
    [
      'a key near no other',
      'test:\n  frobnicate: 1\n  script: [make]\n',
      'jobs:test config contains unknown keys: frobnicate',
    ],
    [
      'a template that an included file may have',
      'include: b.yml\n.base:\n  image: a\ntest:\n  extends: .bse\n  script: [make]\n',
      'test: unknown keys in `extends` (.bse)',
    ],
    [
      'a key whose right name is there already',
      'test:\n  scripts: [a]\n  script: [make]\n',
      'jobs:test config contains unknown keys: scripts',
    ],
    [
      'a stage that is declared',
      'stages: [deploy]\ntest:\n  stage: deploy\n  script: [make]\n',
      'test job: chosen stage deploy does not exist; available stages are .pre, .post',
    ],
    [
      'a mapping that is no command',
      "test:\n  script:\n    - it's: a mapping\n",
      'jobs:test:script config should be a string or a nested array of strings up to 10 levels deep',
    ],
    [
      'only beside rules, where it is not said which is meant',
      'test:\n  only: [main]\n  rules: [{ when: always }]\n  script: [make]\n',
      'jobs:test config key may not be used with `rules`: only',
    ],
    [
      'a job without anything near a script',
      'test:\n  image: node\n',
      'jobs test config should implement the script:, run:, or trigger: keyword',
    ],
    [
      'a job near a word of the margin, which has what jobs have',
      'stage:\n  image: node\ntest:\n  script: [make]\n',
      'jobs stage config should implement the script:, run:, or trigger: keyword',
    ],
    [
      'needs in a circle',
      'a:\n  needs: [b]\n  script: [make]\nb:\n  needs: [a]\n  script: [make]\n',
      'The pipeline has circular dependencies',
    ],
    [
      'a need of a later stage',
      'a:\n  stage: build\n  needs: [b]\n  script: [make]\nb:\n  stage: test\n  script: [make]\n',
      'a job: need b is not defined in current or prior stages',
    ],
    [
      'a need twice, one of which says more',
      'a:\n  script: [make]\nb:\n  needs:\n    - a\n    - job: a\n      optional: true\n  script: [make]\n',
      'b has the following needs duplicated: a.',
    ],
  ])('for %s is left alone', async (_what, text, log) => {
    expect(await mended(text, log)).toEqual(expect.any(String));
  });
});

describe('a pipeline that GitLab cannot read', () => {
  it.each([
    [
      'a tab',
      'test:\n\tscript: [make]\n',
      '`.gitlab-ci.yml`: (<unknown>): found character that cannot start any token while scanning for the next token at line 2 column 1',
      'test:\n  script: [make]\n',
    ],
    [
      'an included file whose name is misspelt',
      'include: ci/bsae.yml\ntest:\n  script: [make]\n',
      'Local file `ci/bsae.yml` does not exist!',
      'include: ci/base.yml\ntest:\n  script: [make]\n',
    ],
  ])('for %s is mended by all fixers together', async (_what, text, log, after) => {
    const files = { [FILE]: text, 'ci/base.yml': '.base: { image: node }\n' };

    expect(await fixed({ files, log: `${log}\n` })).toEqual({ [FILE]: after });
  });
});
