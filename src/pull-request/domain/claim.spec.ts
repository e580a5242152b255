import { Parser } from 'commonmark';
import { claimOf, type ClaimedFix } from './claim';
import { wordsOf } from './refusal';

const FIX: ClaimedFix = {
  title: 'fix: the misspelt property',
  phase: 'claimed',
  number: null,
  url: null,
  why: null,
};

/** Links, images and HTML a forge would render, and all text it would read mentions in. */
function rendered(markdown: string): string {
  const seen: string[] = [];
  const walker = new Parser().parse(markdown).walker();
  for (let at = walker.next(); at !== null; at = walker.next()) {
    const { node } = at;
    if (at.entering && node.type !== 'code') seen.push(`${node.type} ${node.literal ?? ''} ${node.destination ?? ''}`);
  }
  return seen.join('\n');
}

test.each([
  ['claimed', 'a fix is being proposed.'],
  ['verifying', 'a fix is proposed in [#7](https://forge.example/7)'],
  ['verified', "[#7](https://forge.example/7) fixes it: the repository's own CI is green there."],
  ['withdrawn', '[#7](https://forge.example/7) was taken back. `The incident was muted.`'],
] as const)('a %s fix is told as %j', (phase, words) => {
  const why = phase === 'withdrawn' ? 'The incident was muted.' : null;
  const fix = { ...FIX, phase, number: 7, url: 'https://forge.example/7', why };

  expect(claimOf([fix])).toContain(`- \`fix: the misspelt property\`: ${words}`);
});

test.each(['@everyone', '![x](https://evil.example/p.png)', '<img src=x>', 'a ` b @root', '[c](https://evil.example)'])(
  'a title or reason that says %j mentions and shows nothing',
  (text) => {
    const seen = rendered(claimOf([{ ...FIX, title: text, phase: 'failed', why: text }]));

    expect(seen).not.toMatch(/@|evil|image|html_inline/);
  },
);

test('a refused workflow file names the scope that is missing', () => {
  const words = wordsOf({ kind: 'not-found', reason: 'Not Found', paths: ['.github/workflows/ci.yml'] });

  expect(words).toContain('needs the "workflow" scope');
});

test("the forge's own words mention nobody and link nowhere", () => {
  const words = wordsOf({ kind: 'rejected', reason: '@admin see https://evil.example', paths: [] });

  expect(words).not.toMatch(/@\w|https:\/\//);
});
