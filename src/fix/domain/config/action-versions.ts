import { entriesOf, valueOf } from './yaml-place';
import type { Step } from './workflow-file';

/** A major version of an action that runs on a runtime GitHub still has, and what may stand in the way of it. */
interface Known {
  readonly now: string;
  /** Why a step of an older major cannot just take the new one; null when it can. */
  readonly obstacle?: (step: Step, major: number) => string | null;
}

const has = (step: Step, input: string): boolean => valueOf(step.with, input) !== null;
const needsDistribution = (step: Step, major: number): string | null =>
  major < 2 && !has(step, 'distribution') ? 'from version 2 on it has to be told a distribution of Java' : null;
const renamedInput =
  (old: string) =>
  (step: Step, major: number): string | null =>
    major < 2 && has(step, old) ? `its input ${old} has another name now` : null;

/** Actions whose newer majors take what the older ones took, or where it is known what they do not. */
const KNOWN: Readonly<Record<string, Known>> = {
  'actions/checkout': { now: 'v4' },
  'actions/setup-node': { now: 'v4', obstacle: renamedInput('version') },
  'actions/setup-python': { now: 'v5', obstacle: renamedInput('version') },
  'actions/setup-go': { now: 'v5', obstacle: renamedInput('version') },
  'actions/setup-dotnet': { now: 'v4' },
  'actions/setup-java': { now: 'v4', obstacle: needsDistribution },
  'actions/cache': { now: 'v4' },
  'actions/cache/restore': { now: 'v4' },
  'actions/cache/save': { now: 'v4' },
  'actions/stale': { now: 'v9' },
  'actions/configure-pages': { now: 'v5' },
  'docker/login-action': { now: 'v3' },
  'docker/setup-buildx-action': {
    now: 'v3',
    obstacle: (step) => (entriesOf(step.with).length > 0 ? 'its inputs have changed since' : null),
  },
  'docker/setup-qemu-action': { now: 'v3' },
};

/** The version that an action of an older major may be moved to; a text says why it may not; null for one we do not know. */
export function currentVersion(
  step: Step,
): { readonly action: string; readonly ref: string; readonly now: string } | string | null {
  const [action = '', ref = ''] = (step.uses ?? '').split('@');
  const known = Object.hasOwn(KNOWN, action) ? KNOWN[action] : undefined;
  const major = Number(/^v(\d{1,3})(?:\.\d{1,4}){0,2}$/.exec(ref)?.[1] ?? Number.NaN);
  if (!known || Number.isNaN(major) || major >= Number(known.now.slice(1))) return null;
  const obstacle = known.obstacle?.(step, major) ?? null;
  return obstacle === null ? { action, ref, now: known.now } : `${action} cannot just be raised: ${obstacle}`;
}

/** Names of actions that GitHub itself keeps. */
export const KNOWN_ACTIONS: readonly string[] = [
  ...Object.keys(KNOWN).filter((name) => /^actions\/[\w-]+$/.test(name)),
  'actions/upload-artifact',
  'actions/download-artifact',
  'actions/github-script',
  'actions/labeler',
  'actions/deploy-pages',
  'actions/upload-pages-artifact',
  'actions/create-github-app-token',
  'actions/first-interaction',
  'actions/attest-build-provenance',
  'actions/dependency-review-action',
];
