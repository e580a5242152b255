import type { FailureClass, Verdict } from '../../diagnosis/diagnosis.types';
import { filesAmong, isDocumentation, touchesCi } from './paths';
import { evidence, type VerdictEvidence } from './verdict-evidence';

/** A decided run beside the one that is judged. `alike`: it failed for the same cause. */
export interface OtherRun {
  readonly runId: string;
  readonly outcome: 'passed' | 'failed';
  readonly alike: boolean;
}

/** All that whose-is-it is judged by. Gathered elsewhere; nothing here is guessed. */
export interface VerdictFacts {
  readonly class: FailureClass;
  /** The diagnosis' confidence in `class`. */
  readonly confidence: number | null;
  readonly onDefaultBranch: boolean;
  /** What the jobs of this cause did in other attempts at exactly the same commit (and base, for pull requests). */
  readonly sameCommit: readonly OtherRun[];
  /**
   * The base without the change: on the default branch the run before, elsewhere the base branch's run at the merge
   * base (`isExact`) or its newest one when this run started. Null when no decided run is known.
   */
  readonly base: (OtherRun & { readonly isExact: boolean; readonly branch: string }) | null;
  /** Other branches, without the base, that failed for the same cause at about the same time. */
  readonly others: readonly { readonly branch: string; readonly runId: string }[];
  /** What the change touched; null when the forge could not say. */
  readonly change: { readonly files: readonly string[]; readonly isComplete: boolean } | null;
  readonly blamedFiles: readonly string[];
  /** Statistics that call every failing test (or, without tests, every failing job) flaky; empty when any is not. */
  readonly knownFlaky: readonly {
    readonly name: string;
    readonly observations: number;
    readonly flakyCommits: number;
  }[];
}

/** No confidence in `unknown`. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly confidence: number | null;
  readonly evidence: readonly VerdictEvidence[];
}

/** Pull requests besides this one that must fail alike. */
export const SEVERAL = 2;
/** Below it the diagnosis does not carry a verdict of its own. */
const SURE_ENOUGH = 0.5;

type Finding = readonly [verdict: Verdict, confidence: number | null];
const UNKNOWN: Finding = ['unknown', null];

/** What holds between the facts, each computed once. */
interface Picture extends VerdictFacts {
  readonly touched: readonly string[];
  readonly basePassed: boolean;
  readonly baseAlike: boolean;
  readonly isDocumentation: boolean;
}

/**
 * The first rule that finds something decides. Confidences are ranks, not frequencies: 0.95 the same commit did both,
 * 0.9 two independent facts agree, 0.7 to 0.85 one fact and nothing against it, 0.6 what is left when others are out.
 */
const RULES: readonly ((picture: Picture) => Finding | null)[] = [
  // The one proof of flakiness there is.
  ({ sameCommit }) => (sameCommit.some(({ outcome }) => outcome === 'passed') ? ['flaky', 0.95] : null),
  (picture) => infrastructure(picture),
  ({ base, baseAlike }) => (baseAlike ? ['base_broken', base?.isExact === true ? 0.9 : 0.8] : null),
  ({ onDefaultBranch, others, basePassed, base }) => {
    if (onDefaultBranch || others.length < SEVERAL || base?.outcome === 'failed') return null;
    return ['several_pull_requests', basePassed ? 0.85 : 0.6];
  },
  ({ touched, basePassed }) => (touched.length > 0 ? ['introduced_by_change', basePassed ? 0.9 : 0.75] : null),
  // A test that often fails without reason, in a change that did not touch it: nobody can say before it runs again.
  ({ knownFlaky }) => (knownFlaky.length > 0 ? UNKNOWN : null),
  ({ isDocumentation: isOnlyWords }) => (isOnlyWords ? UNKNOWN : null),
  ({ basePassed, blamedFiles, change }) => {
    if (!basePassed) return null;
    return ['introduced_by_change', blamedFiles.length > 0 && change !== null ? 0.6 : 0.7];
  },
];

/** Whose failure it is. `unknown` when the facts do not say; the evidence tells what was seen either way. */
export function judge(facts: VerdictFacts): Judgement {
  const { base, change, blamedFiles } = facts;
  const picture: Picture = {
    ...facts,
    touched: change === null ? [] : filesAmong(change.files, blamedFiles),
    basePassed: base?.outcome === 'passed',
    baseAlike: base?.outcome === 'failed' && base.alike,
    isDocumentation: change !== null && change.isComplete && isDocumentation(change.files),
  };
  const found = RULES.map((rule) => rule(picture)).find((finding) => finding !== null) ?? UNKNOWN;
  const [verdict, confidence] = found;
  return { verdict, confidence, evidence: evidenceOf(picture) };
}

/**
 * `infra` is nobody's change. A refused permission is the platform's when the change touches neither CI nor what is
 * blamed; a timeout only when it strikes elsewhere too, for a change may well hang.
 */
function infrastructure(picture: Picture): Finding | null {
  const { class: kind, confidence, change, touched, others, baseAlike } = picture;
  if (kind === 'infra') {
    return confidence !== null && confidence >= SURE_ENOUGH ? ['infrastructure', confidence] : null;
  }
  if (kind === 'permission') {
    const isElsewhere = baseAlike || others.length > 0;
    const isOurs = touched.length > 0 || change === null || touchesCi(change.files);
    return isElsewhere || !isOurs ? ['infrastructure', isElsewhere ? 0.8 : 0.6] : null;
  }
  if (kind === 'timeout') return baseAlike || others.length > 0 ? ['infrastructure', 0.6] : null;
  return null;
}

function evidenceOf(picture: Picture): readonly VerdictEvidence[] {
  return [
    ...sameCommitEvidence(picture),
    ...diagnosisEvidence(picture),
    baseEvidence(picture),
    ...othersEvidence(picture),
    ...changeEvidence(picture),
    ...flakyEvidence(picture),
  ];
}

function sameCommitEvidence({ sameCommit }: Picture): VerdictEvidence[] {
  const ids = (wanted: OtherRun['outcome']): string[] =>
    sameCommit.filter(({ outcome }) => outcome === wanted).map(({ runId }) => runId);
  const passed = ids('passed');
  const failed = ids('failed');
  return [
    ...(passed.length > 0
      ? [
          evidence('same_commit_passed', `The same commit passed in ${times(passed.length, 'other attempt')}.`, {
            runIds: passed,
          }),
        ]
      : []),
    ...(failed.length > 0
      ? [
          evidence(
            'same_commit_failed_again',
            `The same commit failed in ${times(failed.length, 'other attempt')} too.`,
            { runIds: failed },
          ),
        ]
      : []),
  ];
}

function diagnosisEvidence({ class: kind, confidence }: Picture): VerdictEvidence[] {
  const sure = confidence === null ? '' : ` (confidence ${confidence.toFixed(2)})`;
  if (kind === 'infra') return [evidence('diagnosed_infrastructure', `The log tells of the platform failing${sure}.`)];
  if (kind === 'timeout') return [evidence('diagnosed_timeout', `The log tells of time running out${sure}.`)];
  if (kind === 'permission') return [evidence('diagnosed_permission', `The log tells of a refused permission${sure}.`)];
  return [];
}

function baseEvidence({ base, baseAlike, onDefaultBranch }: Picture): VerdictEvidence {
  if (base === null) return evidence('base_unknown', 'No decided run of the base is known.');
  const links = { runIds: [base.runId], branches: [base.branch] };
  const where = onDefaultBranch
    ? `The run before on ${base.branch}`
    : `${base.branch} ${base.isExact ? 'at the merge base' : 'when this run started'}`;
  if (base.outcome === 'passed') return evidence('base_passed', `${where} was green.`, links);
  return baseAlike
    ? evidence('base_failed_alike', `${where} failed for the same cause.`, links)
    : evidence('base_failed_otherwise', `${where} was red, for another cause.`, links);
}

function othersEvidence({ others }: Picture): VerdictEvidence[] {
  if (others.length === 0) return [];
  const message = `${times(others.length, 'other branch', 'other branches')} failed for the same cause at the time.`;
  const links = { runIds: others.map(({ runId }) => runId), branches: others.map(({ branch }) => branch) };
  return [evidence('other_branches_fail_alike', message, links)];
}

function changeEvidence({ change, touched, blamedFiles, isDocumentation: isOnlyWords }: Picture): VerdictEvidence[] {
  if (change === null) return [evidence('change_unknown', 'What the change touched is not known.')];
  if (touched.length > 0) {
    const message = `The change touches ${times(touched.length, 'file')} the log blames.`;
    return [evidence('change_touches_blamed_files', message, { files: touched })];
  }
  if (isOnlyWords) {
    return [evidence('change_is_documentation', 'The change touches documentation alone.', { files: change.files })];
  }
  if (blamedFiles.length === 0) return [];
  const whole = change.isComplete ? '' : ', as far as the forge lists it';
  return [
    evidence('change_misses_blamed_files', `The change touches none of the files the log blames${whole}.`, {
      files: blamedFiles,
    }),
  ];
}

function flakyEvidence({ knownFlaky }: Picture): VerdictEvidence[] {
  return knownFlaky
    .slice(0, 5)
    .map(({ name, observations, flakyCommits }) =>
      evidence(
        'known_flaky',
        `${name} both passed and failed on ${times(flakyCommits, 'commit')} of late (${observations} observations).`,
      ),
    );
}

function times(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
