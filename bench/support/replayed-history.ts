import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { causesOf, type JobWithGreen } from '../../src/diagnosis/causes';

/** One failed run of a replayed history. */
export interface ReplayedRun {
  readonly jobs: readonly JobWithGreen[];
  /** The true cause of each job, by its name. */
  readonly truth: ReadonlyMap<string, string>;
}

/** A cause a repository has: what a real tool printed, in a job and step of its own. */
interface Cause {
  readonly name: string;
  readonly job: string;
  readonly text: string;
}

/** How well a history was grouped. */
export interface Grouped {
  readonly runs: number;
  readonly causes: number;
  readonly incidents: number;
  /** Of pairs put together, those with one cause. */
  readonly precision: number;
  /** Of pairs with one cause, those put together. */
  readonly recall: number;
  /** 1 − incidents / failed runs. */
  readonly reduction: number;
  /** Groups that hold two causes, and causes in several groups; for whoever must mend them. */
  readonly merged: readonly string[];
  readonly split: readonly string[];
}

/** Numbers that look random and are the same each time: mulberry32. */
export class Dice {
  constructor(private state: number) {}

  /** 0 ≤ n < 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  hex(length: number): string {
    return Array.from({ length }, () => this.below(16).toString(16)).join('');
  }
}

const FIXTURES = ['src/diagnosis/detectors/fixtures'];
/** The same findings in another format of the same tool are the same cause; one of them is enough. */
const SAME_FINDINGS =
  /eslint-(?!compact)|shellcheck-|vitest-|mocha-(?!spec)|go-test-json|pytest-short|yamllint-p|gcc-b|dash/;
const FILE = /\b([a-z][a-z_-]{2,30})(\.(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|c|cpp|sh|ya?ml|tf|css|md))\b/gi;
const VARIANTS = 3;

/** Real outputs of real tools; of those that name files, variants that name other files: a cause each. */
export function causes(root = '.'): readonly Cause[] {
  const files = FIXTURES.flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.log') && !SAME_FINDINGS.test(name))
      .map((name) => ({ name, text: readFileSync(path.join(root, folder, name), 'utf8') })),
  ).filter(({ text }) => text.trim() !== '');
  return files.flatMap(({ name, text }) => {
    const count = text.search(FILE) === -1 ? 1 : VARIANTS;
    return Array.from({ length: count }, (_, variant) => ({
      name: `${name} ${variant}`,
      job: name.replace(/\.log$|-.*/g, ''),
      text:
        variant === 0
          ? text
          : text.replace(FILE, (_all, stem: string, end: string) => `${stem}${'xyz'[variant]}${end}`),
    }));
  });
}

/** What a machine adds to a log that day, beside the tool's own words. */
function weather(dice: Dice): readonly string[] {
  return [
    `Download action repository 'actions/checkout@v4' (SHA:${dice.hex(40)})`,
    `Temporarily overriding HOME='/home/runner/work/_temp/${dice.hex(8)}-${dice.hex(4)}-${dice.hex(4)}'`,
    `HEAD is now at ${dice.hex(7)} Update`,
    `Server listening on http://127.0.0.1:${1024 + dice.below(60_000)}`,
    `Cache restored in ${dice.below(9000)}ms from /tmp/cache-${dice.hex(6)}/store`,
  ];
}

/** The tool's words with durations and clock times of another day. */
function today(text: string, dice: Dice): string {
  return text
    .replace(/\b\d+(?:\.\d+)?(?= ?(?:ms|s|seconds|milliseconds)\b)/g, () => String(1 + dice.below(900)))
    .replace(/\b\d\d:\d\d:\d\d\b/g, () => `1${dice.below(10)}:${10 + dice.below(50)}:${10 + dice.below(50)}`);
}

function logOf(cause: Cause, dice: Dice): string {
  const start = Date.UTC(2026, dice.below(12), 1 + dice.below(28), dice.below(24), dice.below(60));
  const body = today(cause.text, dice).replace(/\n$/, '').split('\n');
  const noise = weather(dice);
  const lines = [
    ...noise.slice(0, 3),
    `##[group]Run make ${cause.job}`,
    `make ${cause.job}`,
    '##[endgroup]',
    ...noise.slice(3),
    ...body,
    '##[error]Process completed with exit code 1.',
  ];
  return lines
    .map(
      (line, index) => `${new Date(start + index * (1 + dice.below(30))).toISOString().replace('Z', '0000Z')} ${line}`,
    )
    .join('\n');
}

/**
 * A repository's history: `count` failed runs over a few causes that come again and again, in matrices of one to three
 * cells in any order; one run in five fails for two causes.
 */
export function replay(all: readonly Cause[], dice: Dice, count: number, causeCount: number): readonly ReplayedRun[] {
  const ours: Cause[] = [];
  const left = [...all];
  while (ours.length < causeCount && left.length > 0) ours.push(...left.splice(dice.below(left.length), 1));
  return Array.from({ length: count }, () => {
    const first = dice.pick(ours);
    const other = dice.below(5) === 0 ? dice.pick(ours) : first;
    const failed = other.job === first.job ? [first] : [first, other];
    const truth = new Map<string, string>();
    const jobs = failed.flatMap((cause) =>
      Array.from({ length: 1 + dice.below(3) }, (_, cell): JobWithGreen => {
        const name = `${cause.job} (${18 + 2 * cell}, ${dice.pick(['ubuntu-latest', 'windows-latest'])})`;
        truth.set(name, cause.name);
        const failedSteps = [{ number: 3, name: `Run make ${cause.job}` }];
        return { name, conclusion: 'failure', failedSteps, log: logOf(cause, dice), truncated: false };
      }),
    );
    return { jobs: dice.below(2) === 0 ? jobs : [...jobs].reverse(), truth };
  });
}

const pairs = (count: number): number => (count * (count - 1)) / 2;
const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + pairs(count), 0);

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Scores pairs of (what was put together, what belongs together). */
export function score(runs: number, placed: readonly { readonly group: string; readonly cause: string }[]): Grouped {
  const groups = new Map<string, number>();
  const truths = new Map<string, number>();
  const cells = new Map<string, number>();
  for (const { group, cause } of placed) {
    add(groups, group);
    add(truths, cause);
    add(cells, `${group}\n${cause}`);
  }
  const right = sum(cells.values());
  const named = [...cells.keys()].map((key) => key.split('\n'));
  const repeated = (at: 0 | 1): string[] => {
    const seen = new Map<string, string[]>();
    for (const pair of named) seen.set(pair[at] ?? '', [...(seen.get(pair[at] ?? '') ?? []), pair[1 - at] ?? '']);
    return [...seen].filter(([, others]) => others.length > 1).map(([key, others]) => `${key}: ${others.join(', ')}`);
  };
  return {
    runs,
    causes: truths.size,
    incidents: groups.size,
    precision: right / Math.max(1, sum(groups.values())),
    recall: right / Math.max(1, sum(truths.values())),
    reduction: 1 - groups.size / runs,
    merged: repeated(0),
    split: repeated(1),
  };
}

/** Diagnoses a history and groups it by fingerprint. */
export function group(history: readonly ReplayedRun[]): Grouped {
  const placed = history.flatMap(({ jobs, truth }) =>
    causesOf({ repositoryPath: '4711', workflowName: 'CI', jobs }).map((cause) => ({
      group: cause.fingerprint,
      cause: truth.get(cause.failedJobs[0] ?? '') ?? 'none',
    })),
  );
  return score(history.length, placed);
}
