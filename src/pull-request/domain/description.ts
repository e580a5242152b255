import { block, inline, title } from './foreign-text';

/** What a fix pull request says of itself. Every text but the urls may be foreign. */
export interface FixStory {
  readonly incident: { readonly title: string; readonly url: string };
  readonly run: { readonly name: string; readonly url: string };
  /** Where the log says why, as `job:line` and the lines themselves. */
  readonly evidence: readonly { readonly where: string; readonly text: string }[];
  /** What the fixer did and why, in its own words. */
  readonly changes: readonly { readonly file: string; readonly reason: string }[];
  readonly kind: 'rule' | 'ai';
  /** The fixer's or the model's name. */
  readonly by: string;
  readonly confidence: number;
  readonly gates: readonly { readonly gate: string; readonly passed: boolean; readonly reason: string }[];
  /** The failing branch whose own commits come along, and our commits; null where it goes back into that branch. */
  readonly brings: { readonly branch: string; readonly into: string; readonly take: string } | null;
  readonly attempt: number;
  /** Earlier attempts on this branch that the CI did not accept. */
  readonly rejected: readonly { readonly sha: string; readonly reason: string }[];
  readonly proof: Proof;
  /** Where the reader turns this off for the repository. */
  readonly settingsUrl: string;
}

/** What the repository's own CI says of our commit. */
export type Proof =
  | { readonly state: 'running' }
  /** `why`: sentences of ours, foreign names in code spans. */
  | { readonly state: 'unproven'; readonly why: string }
  | { readonly state: 'verified'; readonly runs: readonly { readonly name: string; readonly url: string }[] };

/** Proves to us that a pull request or comment is ours; no reader sees it. */
export const MARKER = '<!-- devflowfix -->';

/** `fix: …` or `Fix …` in the words of the incident. */
export function titleOf(story: Pick<FixStory, 'incident'>, style: 'conventional' | 'plain' = 'conventional'): string {
  return `${style === 'conventional' ? 'fix:' : 'Fix'} ${title(story.incident.title, 100)}`;
}

/**
 * The description, Markdown: how it stands, the problem, the lines that show it, the change, why it is safe, how it is
 * proven, what to look at, how to turn it off. Foreign text stands in code spans and fences only.
 */
export function descriptionOf(story: FixStory): string {
  const { incident, run, proof } = story;
  return [
    MARKER,
    standing(story),
    '### Problem',
    `${inline(incident.title)} makes [${inline(run.name)}](${run.url}) fail. [The incident](${incident.url}) has the whole story.`,
    ...story.evidence.slice(0, 5).map(({ where, text }) => `${inline(where)} says:\n${block(text, '', 2_000)}`),
    '### Change',
    story.changes.map(({ file, reason }) => `- ${inline(file)}: ${inline(reason, 400)}`).join('\n'),
    ...bringsLines(story.brings),
    '### Why it is safe',
    byLine(story),
    ...gateLines(story.gates),
    '### How it is proven',
    ...proofLines(proof),
    ...rejectedLines(story.rejected),
    '### Before you merge',
    CHECKLIST.map((line) => `- [ ] ${line}`).join('\n'),
    '### Not wanted?',
    `Close it and it stays closed. Commit to this branch and it is yours: DevFlowFix never touches it again. ` +
      `Which fixes are proposed, or none, is set [in the repository's settings](${story.settingsUrl}) or in a ` +
      '`.devflowfix.yml` on the default branch.',
  ].join('\n\n');
}

const CHECKLIST = [
  'It cures the cause and not only the message',
  'It is what you would have written, names and style included',
  'Nothing else relies on how the changed lines were before',
];

/** What a reader wants to know first. */
function standing({ proof, kind }: FixStory): string {
  switch (proof.state) {
    case 'running':
      return "> **Waiting for this repository's own CI.** A draft until that is green.";
    case 'unproven':
      return `> **Not verified.** ${proof.why}`;
    case 'verified':
      return kind === 'rule'
        ? "> **Verified:** this repository's own CI is green on it."
        : '> **CI is green, but a language model wrote it.** A draft until a person says that it is meant.';
  }
}

function byLine({ kind, by, confidence, attempt }: FixStory): string {
  const maker =
    kind === 'rule'
      ? `A fixed rule (${inline(by)}) made this change from the lines above. No language model was asked, and nothing of this repository was run to make it.`
      : `A language model (${inline(by)}) proposed this change: read it as you would a stranger's. Nothing of this repository was run to make it.`;
  const tries = attempt > 1 ? ` This is attempt ${attempt}.` : '';
  return `${maker} Confidence ${Math.round(confidence * 100)} %.${tries}`;
}

/** Whoever merges must know that it is more than the fix. */
function bringsLines(brings: FixStory['brings']): string[] {
  if (brings === null) return [];
  const { branch, into, take } = brings;
  return [
    `**Merging this also merges ${inline(branch)} into ${inline(into)}**: it is made from that branch, whose own commits come along. To take the fix alone, run this on ${inline(branch)}:`,
    block(take, 'sh'),
  ];
}

/** What was passed is folded away: a reader looks at what was not. */
function gateLines(gates: FixStory['gates']): string[] {
  const line = ({ gate, reason }: FixStory['gates'][number]): string => `- ${gate}: ${inline(reason)}`;
  const failed = gates.filter(({ passed }) => !passed);
  const passed = gates.filter((gate) => gate.passed);
  return [
    ...(failed.length === 0 ? [] : [`A person has to say that these are meant:\n\n${failed.map(line).join('\n')}`]),
    ...(passed.length === 0
      ? []
      : [
          `<details><summary>${passed.length} ${passed.length === 1 ? 'check' : 'checks'} of the patch passed</summary>`,
          passed.map(line).join('\n'),
          '</details>',
        ]),
  ];
}

function proofLines(proof: Proof): string[] {
  switch (proof.state) {
    case 'running':
      return ['The workflow that failed runs on this branch now. This description will say what came of it.'];
    case 'unproven':
      return [
        'Nothing proves it yet. Run the CI on this branch, or prove the change in your own way, before you merge it. A verdict that comes later is taken in.',
      ];
    case 'verified':
      return [
        `The repository's own CI is green on this branch's commit:\n\n${proof.runs.map(({ name, url }) => `- [passed](${url}): ${inline(name)}`).join('\n')}`,
      ];
  }
}

function rejectedLines(rejected: FixStory['rejected']): string[] {
  if (rejected.length === 0) return [];
  const lines = rejected.map(({ sha, reason }) => `- ${inline(sha.slice(0, 12))}: ${inline(reason)}`);
  return [`Earlier attempts on this branch that the CI refused:\n\n${lines.join('\n')}`];
}
