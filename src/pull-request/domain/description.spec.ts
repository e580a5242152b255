import { Parser } from 'commonmark';
import * as fc from 'fast-check';
import { descriptionOf, titleOf, type FixStory } from './description';
import { block, inline, title } from './foreign-text';
import { storyOf } from './story-of';

type StoryRow = Parameters<typeof storyOf>[0];

const STORY: FixStory = {
  incident: { title: "TS2551 Property 'quantty' does not exist", url: 'https://dff.example/incidents/1' },
  run: { name: 'CI #2 on main', url: 'https://forge.example/runs/2' },
  evidence: [{ where: 'build:14', text: "src/checkout.ts(4,31): error TS2551: Did you mean 'quantity'?" }],
  changes: [{ file: 'src/checkout.ts', reason: "the compiler suggests 'quantity' for 'quantty'" }],
  kind: 'rule',
  by: 'tsc-did-you-mean',
  confidence: 0.97,
  gates: [{ gate: 'size', passed: true, reason: '1 line in 1 file' }],
  brings: null,
  attempt: 1,
  rejected: [],
  proof: { state: 'running' },
  settingsUrl: 'https://dff.example/repositories/1',
};

/** All that a forge renders: the nodes of the reference parser but code, which stays as it is. */
function rendered(markdown: string): string {
  const seen: string[] = [];
  const walker = new Parser().parse(markdown).walker();
  for (let at = walker.next(); at !== null; at = walker.next()) {
    const { node } = at;
    if (at.entering && node.type !== 'code' && node.type !== 'code_block') {
      seen.push(`${node.type} ${node.literal ?? ''} ${node.destination ?? ''}`);
    }
  }
  return seen.join('\n');
}

const HOSTILE = [
  '@everyone look',
  '![x](https://evil.example/p.png)',
  '[click](https://evil.example)',
  '<img src=x onerror=alert(1)>',
  '``` \n@admin\n```',
  'a ` b `` c ``` @root',
  '#1234 closes #1',
  '\u202eevil\u202c',
];

test.each(HOSTILE)('a log that says %j mentions, links and shows nothing', (text) => {
  const body = descriptionOf({
    ...STORY,
    incident: { ...STORY.incident, title: text },
    evidence: [{ where: text, text }],
    changes: [{ file: text, reason: text }],
    gates: [{ gate: 'size', passed: false, reason: text }],
    brings: { branch: text, into: text, take: 'git fetch origin devflowfix/1' },
  });

  expect(rendered(body)).not.toMatch(/@|evil|<img|#1|\u202e/);
});

test('how it stands is said first: waiting, verified with the runs that prove it, or not verified and why', () => {
  const proven = descriptionOf({
    ...STORY,
    proof: { state: 'verified', runs: [{ name: 'CI #3', url: 'https://forge.example/runs/3' }] },
  });

  const unproven = descriptionOf({ ...STORY, proof: { state: 'unproven', why: 'No CI ran on our branch.' } });
  const model = descriptionOf({ ...STORY, kind: 'ai', proof: { state: 'verified', runs: [] } });

  expect(proven).toContain('[passed](https://forge.example/runs/3): `CI #3`');
  expect([descriptionOf(STORY), proven, unproven, model].map((body) => body.split('\n\n')[1])).toEqual([
    "> **Waiting for this repository's own CI.** A draft until that is green.",
    "> **Verified:** this repository's own CI is green on it.",
    '> **Not verified.** No CI ran on our branch.',
    '> **CI is green, but a language model wrote it.** A draft until a person says that it is meant.',
  ]);
});

test('it tells the problem, its evidence, the change, why it is safe, how it is proven, what to check and how to stop it', () => {
  const headings = descriptionOf(STORY)
    .split('\n')
    .filter((line) => line.startsWith('### '));
  const body = descriptionOf({
    ...STORY,
    attempt: 2,
    gates: [...STORY.gates, { gate: 'tests-kept', passed: false, reason: 'a test is changed' }],
    rejected: [{ sha: 'c0ffee'.repeat(7), reason: 'CI #3 ended in failure' }],
  });

  expect(headings).toEqual([
    '### Problem',
    '### Change',
    '### Why it is safe',
    '### How it is proven',
    '### Before you merge',
    '### Not wanted?',
  ]);
  expect(body).toContain("```\nsrc/checkout.ts(4,31): error TS2551: Did you mean 'quantity'?\n```");
  expect(body).toContain('say that these are meant:\n\n- tests-kept: `a test is changed`');
  expect(body).toContain('1 check of the patch passed');
  expect(body).toContain('- `c0ffeec0ffee`: `CI #3 ended in failure`');
  expect(body).toContain('](https://dff.example/repositories/1)');
});

test('one that brings a branch along says so, and how to take the fix alone', () => {
  const row: StoryRow = {
    ...{ attempt: 1, fixer: 'tsc', model: null, repository_connection_id: '1' },
    fix_kind: 'rule',
    ...{ branch_name: 'devflowfix/3aad', base_branch: 'main', source_branch: 'feature', source_sha: 'a1' },
    tries: [{ head_sha: 'b2', result: 'running', reason: null }],
  };
  const bodyOf = (change: Partial<StoryRow>): string =>
    descriptionOf(
      storyOf({ ...row, ...change }, { confidence: 1, gates: [], patch: null }, { id: '1', title: '' }, null, ''),
    );
  const second = { head_sha: 'c3', result: 'running', reason: null };

  const told = bodyOf({});
  const twice = bodyOf({ tries: [...row.tries, second] });
  const own = bodyOf({ base_branch: 'feature' });

  expect(told).toContain('**Merging this also merges `feature` into `main`**');
  expect(told).toContain('```sh\ngit fetch origin devflowfix/3aad && git cherry-pick b2\n```');
  expect(twice).toContain('git cherry-pick a1..c3');
  expect(own).not.toContain('cherry-pick');
});

test('a title is one short line that notifies nobody', () => {
  const made = titleOf({ incident: { ...STORY.incident, title: `@bob broke \`x\`\n${'y'.repeat(300)}` } });

  expect(made).toMatch(/^fix: @\u2060bob broke 'x' y+…$/u);
  expect(made.length).toBeLessThanOrEqual(105);
});

test('no text gets out of its span or fence', () => {
  const words = fc.array(fc.constantFrom('`', '``', '```', '````', 'a', ' ', '\n', '@', '~~~'), { maxLength: 30 });
  fc.assert(
    fc.property(words, (parts) => {
      const text = parts.join('');

      const [fence = ''] = /^`{3,}/.exec(block(text)) ?? [];
      expect(
        block(text)
          .split('\n')
          .filter((line) => line.startsWith(fence)),
      ).toHaveLength(2);
      expect(inline(text)).not.toContain('\n');
      expect(title(text)).not.toContain('`');
    }),
  );
});
