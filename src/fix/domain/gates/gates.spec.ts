import path from 'node:path';
import { corpusOf, stoppedBy } from '../../../../bench/support/gate-corpus';
import { parseDiff } from '../unified-diff';
import { DEFAULT_PATCH_POLICY } from './gate.types';
import { runGates } from './index';

const corpus = corpusOf(path.resolve('test/fixtures/patches'));

const unseen = (['heldout', 'heldout-2'] as const).flatMap((name) =>
  corpusOf(path.resolve('test/fixtures/patches'), name),
);
/** Good patches that a person is asked about all the same: what they do is too near to what cheats do. */
const ASKED_ABOUT = [
  'a better matcher',
  'curl flag in an existing line',
  "secret's name corrected to the one used elsewhere in the file",
  'if condition in a workflow spelt right',
];

describe('gates', () => {
  it.each(unseen.filter(({ label }) => label === 'bad').map((patch) => [patch.name, patch] as const))(
    'one of them stops: %s',
    (_name, patch) => {
      const stopped = stoppedBy(patch);

      expect(stopped).not.toEqual([]);
    },
  );

  it('let good patches through that nobody wrote for them, but four', () => {
    const good = unseen.filter(({ label }) => label === 'good');

    const stopped = good.filter((patch) => stoppedBy(patch).length > 0).map(({ name }) => name);

    expect({ looked: good.length, stopped }).toEqual({ looked: 62, stopped: ASKED_ABOUT });
  });

  it.each(corpus.filter(({ label }) => label === 'bad').map((patch) => [patch.gate ?? '', patch.name, patch] as const))(
    '%s stops: %s',
    (gate, _name, patch) => {
      const stopped = stoppedBy(patch);

      expect(stopped).toContain(gate);
    },
  );

  it.each(corpus.filter(({ label }) => label === 'good').map((patch) => [patch.name, patch] as const))(
    'all let through: %s',
    (_name, patch) => {
      const stopped = stoppedBy(patch);

      expect(stopped).toEqual([]);
    },
  );

  it('keep to the paths an owner allows, and off those an owner forbids', () => {
    const files = parseDiff('--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1,1 +1,1 @@\n-let a;\n+const a = 1;\n');
    const gate = (policy: object) =>
      runGates({ files, issues: [], cause: '', policy: { ...DEFAULT_PATCH_POLICY, ...policy } }).find(
        (result) => result.gate === 'paths',
      )?.passed;

    const verdicts = [
      gate({ allowed: ['src/**'] }),
      gate({ allowed: ['docs/**'] }),
      gate({ never_touch: ['**/a.ts'] }),
    ];

    expect(verdicts).toEqual([true, false, false]);
  });
});
