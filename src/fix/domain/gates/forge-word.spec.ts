import { forgeWordGate } from './forge-word';

const NO_FILE = 'Local file `ci/base.yml` does not exist!';
const STAGE = 'test job: chosen stage tset does not exist; available stages are .pre, test, .post';
const word = (...errors: string[]) => [{ path: '.gitlab-ci.yml', errors }];

describe('the word of the forge', () => {
  it('is none where it has none', () => {
    expect(forgeWordGate([], new Set())).toEqual([]);
  });

  it('passes what it would take, and says so', () => {
    expect(forgeWordGate(word(), new Set())).toEqual([
      {
        gate: 'forge-word',
        passed: true,
        severity: null,
        reason: 'the forge itself says that .gitlab-ci.yml is valid',
      },
    ]);
  });

  it('refuses what it would refuse, in its own words', () => {
    expect(forgeWordGate(word(STAGE), new Set())).toMatchObject([
      { passed: false, severity: 'refuse', reason: `of .gitlab-ci.yml the forge would say: ${STAGE}` },
    ]);
  });

  it('knows that the forge looks for included files on its default branch', () => {
    const there = forgeWordGate(word(NO_FILE), new Set(['ci/base.yml']));
    const gone = forgeWordGate(word(NO_FILE), new Set(['ci/other.yml']));

    expect([there[0]?.passed, gone[0]?.passed]).toEqual([true, false]);
  });
});
