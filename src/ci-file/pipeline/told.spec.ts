import { yamlTree } from '../yaml-tree';
import { toldFinding } from './told';

const FILE = `stages: [build, test]
.base: { image: node }
build:
  script: [make]
test:
  stage: tset
  extends: .bse
  needs:
    - job: biuld
  artifacts:
    path: [out]
  rules:
    - iff: $A
  only: [main]
  script: [make]
stagess: [a]
`;

describe('what GitLab says of a pipeline', () => {
  it.each([
    [
      'test job: chosen stage tset does not exist; available stages are .pre, build, test, .post',
      'pipeline-stage 6:10',
    ],
    ['test job: undefined need: biuld', 'pipeline-need 9:12'],
    ['test job: need biuld is not defined in current or prior stages', 'pipeline-need 9:12'],
    ['test has the following needs duplicated: build.', 'pipeline-need 5:1'],
    ['test: unknown keys in `extends` (.bse)', 'pipeline-extends 7:12'],
    ['jobs:test:artifacts config contains unknown keys: path', 'pipeline-key 11:5'],
    ['jobs:test:rules:rule config contains unknown keys: iff', 'pipeline-key 13:7'],
    ['jobs:test config key may not be used with `rules`: only', 'pipeline-key 14:3'],
    [
      'jobs:test:script config should be a string or a nested array of strings up to 10 levels deep',
      'pipeline-script 15:3',
    ],
    ['jobs stagess config should implement the script:, run:, or trigger: keyword', 'pipeline-script 16:1'],
    ['jobs:test:parallel should be an integer or a hash', 'pipeline-value 5:1'],
    [
      '`.gitlab-ci.yml`: (<unknown>): did not find expected key while parsing a block mapping at line 3 column 1',
      'pipeline-yaml 3:1',
    ],
  ])('is about a place of the file: %s', (message, expected) => {
    const found = toldFinding(yamlTree(FILE), message);

    expect(`${found?.rule ?? '?'} ${found?.line ?? 0}:${found?.column ?? 0}`).toBe(expected);
    expect(found?.message).toBe(message);
  });

  it.each([
    'gone job: undefined need: biuld',
    'The pipeline has circular dependencies',
    'Local file `ci/base.yml` does not exist!',
    'Something new',
  ])('is about no place: %s', (message) => {
    expect(toldFinding(yamlTree(FILE), message)).toBeNull();
  });

  it('keeps its own place where the file is no YAML', () => {
    const told = '(<unknown>): mapping values are not allowed in this context at line 2 column 9';

    expect(toldFinding(null, told)).toMatchObject({ rule: 'pipeline-yaml', line: 2, column: 9 });
  });
});
