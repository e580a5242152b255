import type { ForgeKind } from '../../src/forge/forge.types';

/** What the product wants of a forge, each proven by cases of the contract suite. */
export const CAPABILITIES = {
  repositories: 'accounts and repositories',
  refusals: 'refusals and limits, told apart',
  runs: 'runs and jobs',
  logs: 'logs',
  twins: 'two jobs of one name in a run',
  reruns: 'reruns',
  ciFiles: 'what the forge says of a CI file',
  changes: 'comparisons and commits',
  branches: 'files, branches, commits',
  sizes: 'the size of a file told without reading it',
  pulls: 'pull requests',
  hooks: 'hooks',
  deliveries: 'deliveries: signed, listed, sent again',
  renames: 'a rename told by a delivery of its own',
  oauth: 'OAuth',
  refresh: 'credentials that end and are made new',
} as const;
export type Capability = keyof typeof CAPABILITIES;

/** What a forge has no word for, and what stands in for it. Whatever is not named here is proven. */
export const LACKS: Readonly<Record<ForgeKind, Partial<Record<Capability, string>>>> = {
  github: {
    ciFiles: 'the API tells nothing of a workflow; it is linted here (actionlint)',
    refresh: 'tokens of OAuth apps do not end by themselves',
  },
  gitlab: {
    twins: 'names of jobs are keys of the CI file, so no two are alike',
    sizes: 'trees tell no sizes; a file too large is noticed while it is read',
    renames: 'project hooks tell of no rename; the next delivery carries the new path',
  },
};

/** The table the suite prints and the guide shows: one row a capability, one column a forge. */
export function capabilityTable(): string {
  const kinds = Object.keys(LACKS) as ForgeKind[];
  const rows = (Object.keys(CAPABILITIES) as Capability[]).map((capability) => [
    CAPABILITIES[capability],
    ...kinds.map((kind) => {
      const reason = LACKS[kind][capability];
      return reason === undefined ? 'yes' : `no: ${reason}`;
    }),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(['', ...kinds]), line(['---', ...kinds.map(() => '---')]), ...rows.map(line)].join('\n');
}
