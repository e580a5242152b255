import { parse } from 'yaml';
import { z } from 'zod';

/** Workflow files, as far as this runner understands them. Whatever else a file says makes it invalid, never ignored. */

const envSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({});
const stepSchema = z
  .strictObject({
    name: z.string().optional(),
    id: z.string().optional(),
    run: z.string().optional(),
    uses: z.string().optional(),
    // Real conditions are expressions; these two are what uploads of reports need.
    if: z.enum(['always()', '!cancelled()']).optional(),
    with: z.record(z.string(), z.unknown()).optional(),
    shell: z.enum(['bash', 'sh']).optional(),
    env: envSchema,
    'working-directory': z.string().optional(),
    'continue-on-error': z.boolean().default(false),
    'timeout-minutes': z.number().optional(),
  })
  .refine((step) => (step.run === undefined) !== (step.uses === undefined), 'a step needs either `run` or `uses`');
const jobSchema = z.strictObject({
  name: z.string().optional(),
  'runs-on': z.union([z.string(), z.array(z.string())]),
  needs: z.union([z.string().transform((name) => [name]), z.array(z.string())]).default([]),
  env: envSchema,
  'timeout-minutes': z.number().positive().default(10),
  defaults: z
    .strictObject({
      run: z.strictObject({ shell: z.enum(['bash', 'sh']).optional(), 'working-directory': z.string().optional() }),
    })
    .optional(),
  permissions: z.unknown().optional(),
  steps: z.array(stepSchema).min(1),
});
const filterSchema = z
  .strictObject({
    branches: z.array(z.string()).optional(),
    'branches-ignore': z.array(z.string()).optional(),
    types: z.array(z.string()).optional(),
  })
  .nullable();
const fileSchema = z.strictObject({
  name: z.string().optional(),
  'run-name': z.string().optional(),
  on: z.union([
    z.string().transform((event): Record<string, z.infer<typeof filterSchema>> => ({ [event]: null })),
    z
      .array(z.string())
      .transform((events): Record<string, z.infer<typeof filterSchema>> =>
        Object.fromEntries(events.map((event) => [event, null])),
      ),
    z.record(z.string(), z.unknown()).transform((events, context): Record<string, z.infer<typeof filterSchema>> => {
      const known: Record<string, z.infer<typeof filterSchema>> = {};
      for (const [event, filter] of Object.entries(events)) {
        // Filters of events that never happen here (schedule, …) need not be understood.
        if (!['push', 'pull_request', 'workflow_dispatch'].includes(event)) continue;
        const parsed = filterSchema.safeParse(event === 'workflow_dispatch' ? null : filter);
        if (parsed.success) known[event] = parsed.data;
        else
          context.addIssue({
            code: 'custom',
            message: `on.${event}: ${parsed.error.issues[0]?.message ?? 'unknown filter'}`,
          });
      }
      return known;
    }),
  ]),
  env: envSchema,
  permissions: z.unknown().optional(),
  concurrency: z.unknown().optional(),
  jobs: z.record(z.string(), jobSchema),
});

export type WorkflowFile = z.infer<typeof fileSchema>;
export type WorkflowJob = z.infer<typeof jobSchema>;
export type WorkflowStep = z.infer<typeof stepSchema>;

/** The first two can be left out here: the tree is checked out and node is there already. The third is performed. */
const KNOWN_ACTIONS = /^actions\/(?:checkout|setup-node|upload-artifact)@/;

export type ReadWorkflow = { readonly file: WorkflowFile } | { readonly invalid: string };

/** Reads a workflow file. `invalid` says what this runner cannot do with it. */
export function readWorkflow(text: string): ReadWorkflow {
  let raw: unknown;
  try {
    // YAML 1.2 reads `on` as a word, not as true.
    raw = parse(text);
  } catch (error) {
    return { invalid: `not YAML: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (text.includes('${{')) return { invalid: 'expressions (${{ }}) are not supported by the demo runner' };
  const parsed = fileSchema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { invalid: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}` };
  }
  const file = parsed.data;
  for (const [key, job] of Object.entries(file.jobs)) {
    const missing = job.needs.find((name) => !(name in file.jobs));
    if (missing !== undefined) return { invalid: `jobs.${key}.needs: there is no job ${missing}` };
    const unknown = job.steps.find((step) => step.uses !== undefined && !KNOWN_ACTIONS.test(step.uses));
    if (unknown) return { invalid: `jobs.${key}: the demo runner cannot perform ${unknown.uses ?? ''}` };
  }
  if (jobOrder(file) === null) return { invalid: 'jobs: the needs form a circle' };
  return { file };
}

/** Job keys so that each stands after those it needs; null for a circle. */
export function jobOrder(file: WorkflowFile): readonly string[] | null {
  const ordered: string[] = [];
  const left = new Set(Object.keys(file.jobs));
  while (left.size > 0) {
    const next = [...left].find((key) => file.jobs[key]?.needs.every((need) => !left.has(need)));
    if (next === undefined) return null;
    left.delete(next);
    ordered.push(next);
  }
  return ordered;
}

/** What happens to a pull request that starts workflows which name no types. */
const USUAL_TYPES = ['opened', 'synchronize', 'reopened'];

/** True when the file asks to run for this event on this branch (of the base, for a pull request). */
export function isTriggered(file: WorkflowFile, event: string, branch: string, action?: string): boolean {
  if (!(event in file.on)) return false;
  const filter = file.on[event];
  if (action !== undefined && !(filter?.types ?? USUAL_TYPES).includes(action)) return false;
  if (filter?.branches) return filter.branches.some((glob) => matchesGlob(glob, branch));
  return !(filter?.['branches-ignore'] ?? []).some((glob) => matchesGlob(glob, branch));
}

/** GitHub's filter patterns: `*` within a segment, `**` across segments. */
function matchesGlob(glob: string, text: string): boolean {
  const pattern = glob
    .split('**')
    .map((part) => part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '[^/]*'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(text);
}
