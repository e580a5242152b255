import { parse } from 'yaml';
import { z } from 'zod';
import type { PatchPolicy } from './gates/gate.types';
import { DEFAULT_PATCH_POLICY } from './gates/gate.types';
import { DEFAULT_PULL_POLICY, PULL_POLICY_KEYS, type PullPolicy } from './pull-policy';
import type { TreeSource } from './tree.types';

/** Where a repository's owner says what fixes may do; read from the default branch. */
export const POLICY_PATHS = ['.devflowfix.yml', '.devflowfix.yaml'] as const;

/** The keys of `.devflowfix.yml`, all optional. A connection's settings have these and others beside them. */
const SETTINGS = z
  .object({
    max_files: z.int().min(1).max(100),
    max_lines: z.int().min(1).max(10_000),
    allowed: z.array(z.string().min(1).max(200)).max(100),
    never_touch: z.array(z.string().min(1).max(200)).max(100),
    min_confidence: z.number().min(0.5).max(1),
    allow_snapshot_updates: z.boolean(),
    allow_workflow_changes: z.boolean(),
    use_ai: z.boolean(),
    ...PULL_POLICY_KEYS,
  })
  .partial();

/** A `.devflowfix.yml`. A key nobody knows is a slip: `never_touches` must not leave files unguarded in silence. */
export const PolicyFile = SETTINGS.strict();

/** The JSON schema of `.devflowfix.yml`, for editors. */
export const policyFileSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(PolicyFile, { target: 'draft-7' }),
  title: 'DevFlowFix: what fixes may do in this repository (.devflowfix.yml on the default branch)',
});

/** All that a repository's owner decides about fixes. */
export type RepositoryPolicy = PatchPolicy & PullPolicy;

const DEFAULT_REPOSITORY_POLICY: RepositoryPolicy = { ...DEFAULT_PATCH_POLICY, ...DEFAULT_PULL_POLICY };

/** The part of a connection's settings that is about fixes, over the defaults; other settings are not looked at. */
export function repositoryPolicyOf(settings: Readonly<Record<string, unknown>> | object): RepositoryPolicy {
  const known = SETTINGS.safeParse(settings);
  return { ...DEFAULT_REPOSITORY_POLICY, ...(known.success ? (known.data as Partial<RepositoryPolicy>) : {}) };
}

/** The policy a file's text sets, over a base. Throws an Error that names the file and what is wrong in it. */
export function policyOf<P extends PatchPolicy>(text: string, base: P, path: string = POLICY_PATHS[0]): P {
  const said = PolicyFile.safeParse(parsed(text, path) ?? {});
  if (!said.success) throw new Error(`${path}: ${z.prettifyError(said.error)}`);
  const entries = Object.entries(said.data).filter(([, value]) => (value as unknown) !== undefined);
  return { ...base, ...(Object.fromEntries(entries) as Partial<P>) };
}

function parsed(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The policy a tree's own file sets, or the base. Rejects when the file is there and wrong: a rule must not be guessed. */
export async function readPolicy(tree: TreeSource, base: PatchPolicy = DEFAULT_PATCH_POLICY): Promise<PatchPolicy> {
  const path = POLICY_PATHS.find((each) => tree.paths.has(each));
  if (path === undefined) return base;
  const [file] = await tree.load([path]);
  if (file?.kind !== 'text') throw new Error(`${path} is not a text file`);
  return policyOf(file.text, base, path);
}
