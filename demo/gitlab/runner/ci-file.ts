import { z } from 'zod';
import { readYaml } from './yaml-words';

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
  dependencies: z.array(z.string()).optional(),
  environment: ignored,
  retry: ignored,
  parallel: ignored,
  resource_group: ignored,
  release: ignored,
  secrets: ignored,
  id_tokens: ignored,
  hooks: ignored,
  inherit: ignored,
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

/** What is wrong with a file, in GitLab's words: all of its form, or else the first thing its jobs contradict. */
export interface Refused {
  readonly invalid: readonly string[];
}
const refused = (...invalid: readonly string[]): Refused => ({ invalid });

/** Reads a `.gitlab-ci.yml`, or says what GitLab would say is wrong with it. */
export function readCiFile(text: string): { readonly file: CiFile } | Refused {
  if (text.trim() === '') return refused('Please provide content of .gitlab-ci.yml');
  const yaml = readYaml(text);
  if ('invalid' in yaml) return refused(yaml.invalid);
  const top = globalSchema.safeParse(yaml.value);
  if (!top.success) return refused('Invalid configuration format');
  if ('include' in top.data) return refused('include is not supported by the demo');
  const named = Object.entries(top.data).filter(([name]) => !GLOBAL.has(name));
  const lost = named.flatMap(([name, given]) => unknownParents(name, given, top.data) ?? []);
  if (lost.length > 0) return refused(...lost.slice(0, 1));
  const { stages, default: defaults } = top.data;
  const shared = {
    ...Object.fromEntries(SHARED.flatMap((key) => (key in top.data ? [[key, top.data[key]]] : []))),
    ...defaults,
  };
  const jobs: CiJob[] = [];
  const wrong: string[] = [];
  for (const [name, given] of named) {
    if (name.startsWith('.')) continue;
    const read = readJob(name, extend(top.data, given), shared);
    if ('invalid' in read) wrong.push(...read.invalid);
    else jobs.push(read.job);
  }
  if (wrong.length > 0) return refused(...wrong);
  if (jobs.length === 0) return refused('jobs config should contain at least one visible job');
  const all = ['.pre', ...stages, '.post'];
  const fault = jobs.map((job) => faultOf(job, jobs, all)).find((each) => each !== null);
  if (fault !== undefined) return refused(fault);
  if (isCircular(jobs)) return refused('The pipeline has circular dependencies');
  return { file: { stages: all, variables: top.data.variables, workflow: top.data.workflow?.rules ?? null, jobs } };
}

function readJob(
  name: string,
  given: unknown,
  shared: Readonly<Record<string, unknown>>,
): { readonly job: CiJob } | Refused {
  const own = z.record(z.string(), z.unknown()).safeParse(given);
  // Whatever has none of these is no job to GitLab, whatever else it has.
  if (!own.success || !['script', 'run', 'trigger'].some((key) => key in own.data)) {
    return refused(`jobs ${name} config should implement the script:, run:, or trigger: keyword`);
  }
  const clash = ['only', 'except', 'start_in'].filter((key) => 'rules' in own.data && (own.data[key] ?? null) !== null);
  const clashes =
    clash.length === 0 ? [] : [`jobs:${name} config key may not be used with \`rules\`: ${clash.join(', ')}`];
  const read = jobSchema.safeParse({ ...shared, ...own.data });
  if (read.success) return clashes.length === 0 ? { job: { ...read.data, name } } : refused(...clashes);
  return refused(...clashes, ...new Set(read.error.issues.map((issue) => wordsOf(name, issue))));
}

function wordsOf(name: string, issue: z.core.$ZodIssue): string {
  const [key = '', ...more] = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const inside = key === 'rules' ? ':rules:rule' : key === '' ? '' : `:${key}`;
    return `jobs:${name}${inside} config contains unknown keys: ${issue.keys.join(', ')}`;
  }
  if (/^(?:before_|after_)?script$/.test(key))
    return `jobs:${name}:${key} config should be a string or a nested array of strings up to 10 levels deep`;
  if (key === 'when' && more.length === 0)
    return `jobs:${name} when should be one of: on_success, on_failure, always, manual, delayed`;
  return `jobs:${name}:${[key, ...more].join(':')} config is not valid`;
}

function faultOf(job: CiJob, jobs: readonly CiJob[], stages: readonly string[]): string | null {
  if (!stages.includes(job.stage)) {
    return `${job.name} job: chosen stage ${job.stage} does not exist; available stages are ${stages.join(', ')}`;
  }
  const kinds = [
    ['dependency', job.dependencies ?? []],
    ['need', job.needs ?? []],
  ] as const;
  for (const [kind, names] of kinds) {
    for (const wanted of names) {
      const other = jobs.find(({ name }) => name === wanted);
      if (!other) return `${job.name} job: undefined ${kind}: ${wanted}`;
      if (stages.indexOf(other.stage) > stages.indexOf(job.stage))
        return `${job.name} job: ${kind} ${wanted} is not defined in current or prior stages`;
    }
    const twice = names.filter((name, at) => kind === 'need' && names.indexOf(name) < at);
    if (twice.length > 0) return `${job.name} has the following needs duplicated: ${[...new Set(twice)].join(', ')}.`;
  }
  return null;
}

function isCircular(jobs: readonly CiJob[]): boolean {
  const open = new Map(jobs.map(({ name, needs = [] }) => [name, needs]));
  for (let free = true; free;) {
    const ready = [...open].filter(([, needs]) => needs.every((need) => !open.has(need)));
    for (const [name] of ready) open.delete(name);
    free = ready.length > 0;
  }
  return open.size > 0;
}

function unknownParents(name: string, given: unknown, all: Readonly<Record<string, unknown>>): string | null {
  const read = jobLike.safeParse(given);
  const lost = (read.success ? (read.data.extends ?? []) : []).filter((parent) => !(parent in all));
  return lost.length === 0 ? null : `${name}: unknown keys in \`extends\` (${lost.join(', ')})`;
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
