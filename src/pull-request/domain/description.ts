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
  | { readonly state: 'verified'; readonly runs: readonly { readonly name: string; readonly url: string }[] };

/** Proves to us that a pull request or comment is ours; no reader sees it. */
export const MARKER = '<!-- devflowfix -->';

/** `fix: …` in the words of the incident. */
export function titleOf(story: Pick<FixStory, 'incident'>): string {
  return `fix: ${title(story.incident.title, 100)}`;
}

/** The description, Markdown. Foreign text stands in code spans and fences only. */
export function descriptionOf(story: FixStory): string {
  const { incident, run, proof } = story;
  return [
    MARKER,
    '### What broke',
    `${inline(incident.title)}, first seen in [this run](${run.url}) (${inline(run.name)}). [The incident](${incident.url}) has all of it.`,
    ...story.evidence.slice(0, 5).map(({ where, text }) => `${inline(where)}\n${block(text, '', 2_000)}`),
    '### What this changes',
    ...story.changes.map(({ file, reason }) => `- ${inline(file)}: ${inline(reason, 400)}`),
    '### Why it is safe',
    byLine(story),
    ...story.gates.map(
      ({ gate, passed, reason }) => `- ${passed ? 'passed' : 'not passed'}: ${gate} (${inline(reason)})`,
    ),
    '### How it is proven',
    ...proofLines(proof),
    ...story.rejected.map(
      ({ sha, reason }) => `- attempt at ${inline(sha.slice(0, 12))} did not pass: ${inline(reason)}`,
    ),
    '### Before you merge',
    '- [ ] The change says what you would have said',
    '- [ ] Nothing else on this branch depends on the old behaviour',
    '---',
    `Commit to this branch and it is yours: DevFlowFix never touches it again. Close it and it stays closed. ` +
      `Automatic pull requests are switched off [in the repository's settings](${story.settingsUrl}).`,
  ].join('\n\n');
}

function byLine({ kind, by, confidence, attempt }: FixStory): string {
  const maker =
    kind === 'rule'
      ? `A deterministic rule (${inline(by)}) made this change from what the log quotes.`
      : `A language model (${inline(by)}) proposed this change. Read it as you would a stranger's.`;
  const tries = attempt > 1 ? ` This is attempt ${attempt}.` : '';
  return `${maker} Confidence ${Math.round(confidence * 100)} %.${tries}`;
}

function proofLines(proof: Proof): string[] {
  if (proof.state === 'running') {
    return ["The repository's own CI runs on this branch now. It stays a draft until that is green."];
  }
  return [
    "The repository's own CI is green on this branch's commit:",
    ...proof.runs.map(({ name, url }) => `- [passed](${url}): ${inline(name)}`),
  ];
}
