import { parse } from 'yaml';
import { z } from 'zod';

// A script is a line or lists of lines, nested as anchors leave them.
const script = z
  .union([z.string(), z.array(z.union([z.string(), z.array(z.string())]))])
  .transform((value) => (typeof value === 'string' ? [value] : value.flat()));
const variables = z.record(
  z.string(),
  z
    .union([z.string(), z.number(), z.boolean(), z.looseObject({ value: z.string() })])
    .transform((value) => (typeof value === 'object' ? value.value : String(value))),
);
const when = z.enum(['on_success', 'on_failure', 'always', 'manual', 'never']);
const ruleSchema = z.strictObject({
  if: z.string().optional(),
  when: when.optional(),
  allow_failure: z.boolean().optional(),
  variables: variables.optional(),
});
const refs = z.union([
  z.array(z.string()),
  z.strictObject({ refs: z.array(z.string()) }).transform(({ refs: list }) => list),
]);
const include = z.union([
  z.string(),
  z
    .array(z.strictObject({ local: z.string() }))
    .length(1)
    .transform(([first]) => first?.local ?? ''),
]);
const ignored = z.unknown().optional();

const jobSchema = z.strictObject({
  stage: z.string().default('test'),
  script: script.optional(),
  before_script: script.optional(),
  after_script: script.optional(),
  variables: variables.default({}),
  rules: z.array(ruleSchema).optional(),
  only: refs.optional(),
  except: refs.optional(),
  when: when.default('on_success'),
  allow_failure: z
    .union([z.boolean(), z.strictObject({ exit_codes: z.union([z.number(), z.array(z.number())]) })])
    .optional(),
  needs: z.array(z.union([z.string(), z.looseObject({ job: z.string() }).transform(({ job }) => job)])).optional(),
  artifacts: z
    .looseObject({
      paths: z.array(z.string()).default([]),
      when: z.enum(['on_success', 'on_failure', 'always']).default('on_success'),
      reports: z
        .looseObject({ junit: z.union([z.string().transform((path) => [path]), z.array(z.string())]).default([]) })
        .default({ junit: [] }),
    })
    .optional(),
  trigger: z.union([z.strictObject({ include, strategy: z.literal('depend').optional() })]).optional(),
  image: ignored,
  services: ignored,
  tags: ignored,
  cache: ignored,
  timeout: ignored,
  interruptible: ignored,
  coverage: ignored,
  dependencies: ignored,
  environment: ignored,
});

export type CiRule = z.infer<typeof ruleSchema>;
export type CiJob = z.infer<typeof jobSchema> & { readonly name: string };

export interface CiFile {
  readonly stages: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly workflow: readonly CiRule[] | null;
  readonly jobs: readonly CiJob[];
}

const globalSchema = z.looseObject({
  stages: z.array(z.string()).default(['build', 'test', 'deploy']),
  variables: variables.default({}),
  workflow: z.looseObject({ rules: z.array(ruleSchema).optional() }).optional(),
  default: z.record(z.string(), z.unknown()).default({}),
});

const GLOBAL = new Set([
  'stages',
  'variables',
  'workflow',
  'default',
  'image',
  'services',
  'cache',
  'before_script',
  'after_script',
  'include',
]);
/** Keywords that may stand at the top for all jobs. */
const SHARED = ['image', 'services', 'cache', 'before_script', 'after_script'];

/** Reads a `.gitlab-ci.yml`, or says what GitLab would say is wrong with it. */
export function readCiFile(text: string): { readonly file: CiFile } | { readonly invalid: string } {
  let raw: unknown;
  try {
    raw = parse(text, { merge: true });
  } catch (error) {
    return { invalid: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
  const top = globalSchema.safeParse(raw);
  if (!top.success) return { invalid: 'Invalid configuration format' };
  if ('include' in top.data) return { invalid: 'include is not supported by the demo' };
  const { stages, default: defaults } = top.data;
  const shared = {
    ...Object.fromEntries(SHARED.flatMap((key) => (key in top.data ? [[key, top.data[key]]] : []))),
    ...defaults,
  };
  const jobs: CiJob[] = [];
  for (const [name, given] of Object.entries(top.data)) {
    if (GLOBAL.has(name) || name.startsWith('.')) continue;
    const read = readJob(name, extend(top.data, given), shared);
    if (typeof read === 'string') return { invalid: read };
    jobs.push(read);
  }
  const all = ['.pre', ...stages, '.post'];
  const wrong = jobs.map((job) => faultOf(job, jobs, all)).find((fault) => fault !== null);
  if (wrong !== undefined) return { invalid: wrong };
  if (jobs.length === 0) return { invalid: 'jobs config should contain at least one visible job' };
  return { file: { stages: all, variables: top.data.variables, workflow: top.data.workflow?.rules ?? null, jobs } };
}

function readJob(name: string, given: unknown, shared: Readonly<Record<string, unknown>>): CiJob | string {
  const own = z.record(z.string(), z.unknown()).safeParse(given);
  if (!own.success) return `jobs:${name} config should be a hash`;
  const read = jobSchema.safeParse({ ...shared, ...own.data });
  if (read.success) return { ...read.data, name };
  const [issue] = read.error.issues;
  if (issue?.code === 'unrecognized_keys' && issue.path.length === 0) {
    return `jobs:${name} config contains unknown keys: ${issue.keys.join(', ')}`;
  }
  return `jobs:${name}:${issue?.path.join(':') ?? ''} config is not valid`;
}

function faultOf(job: CiJob, jobs: readonly CiJob[], stages: readonly string[]): string | null {
  if (job.script === undefined && job.trigger === undefined) {
    return `jobs:${job.name} config should implement the script:, run:, or trigger: keyword`;
  }
  if (!stages.includes(job.stage)) {
    return `${job.name} job: chosen stage ${job.stage} does not exist; available stages are ${stages.join(', ')}`;
  }
  const missing = job.needs?.find((need) => !jobs.some(({ name }) => name === need));
  return missing === undefined ? null : `${job.name} job: undefined need: ${missing}`;
}

const jobLike = z.looseObject({
  extends: z.union([z.string().transform((name) => [name]), z.array(z.string())]).optional(),
});

/** `extends`: later ones win, hashes are merged, lists are not. */
function extend(all: Readonly<Record<string, unknown>>, given: unknown, depth = 0): unknown {
  const read = jobLike.safeParse(given);
  if (!read.success || depth > 11) return given;
  const { extends: parents = [], ...own } = read.data;
  return [...parents.map((name) => extend(all, all[name] ?? {}, depth + 1)), own].reduce(merge, {});
}

function merge(left: unknown, right: unknown): unknown {
  const hash = z.record(z.string(), z.unknown());
  const [a, b] = [hash.safeParse(left), hash.safeParse(right)];
  if (!a.success || !b.success || Array.isArray(left) || Array.isArray(right)) return right;
  const keys = new Set([...Object.keys(a.data), ...Object.keys(b.data)]);
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      key in b.data ? (key in a.data ? merge(a.data[key], b.data[key]) : b.data[key]) : a.data[key],
    ]),
  );
}
