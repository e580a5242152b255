import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Client } from 'pg';
import { z } from 'zod';

/** A step of a plan, as PostgreSQL ran it. */
const nodeShape = z.looseObject({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Index Name': z.string().optional(),
  'Actual Rows': z.number().optional(),
  'Actual Loops': z.number().optional(),
  'Rows Removed by Filter': z.number().optional(),
  'Rows Removed by Join Filter': z.number().optional(),
  'Shared Hit Blocks': z.number().optional(),
  'Shared Read Blocks': z.number().optional(),
  get Plans() {
    return z.array(nodeShape).optional();
  },
});
export type PlanNode = z.infer<typeof nodeShape>;
const planShape = z.looseObject({ 'Query Text': z.string(), Plan: nodeShape });
const lineShape = z.looseObject({ message: z.string().optional(), application_name: z.string().optional() });

/** A statement that was run, and how. */
export interface Ran {
  /** What was driven when it ran. */
  readonly phase: string;
  readonly sql: string;
  readonly ms: number;
  readonly plan: PlanNode;
}

const FILE = 'plans';
const MARK = 'devflowfix phase';

/**
 * Settings of a server whose sessions can tell every plan they run, those inside triggers and foreign keys too. Nothing is
 * told before `tellPlans`.
 */
export const PLAN_LOG_SETTINGS: Readonly<Record<string, string>> = {
  shared_preload_libraries: 'auto_explain',
  logging_collector: 'on',
  log_destination: 'jsonlog',
  log_filename: `${FILE}.log`,
  log_rotation_age: '0',
  log_rotation_size: '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  // Rows and pages are wanted of each step; asking the clock at each row would take longer than the row.
  'auto_explain.log_timing': 'off',
  'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_format': 'json',
  'auto_explain.log_parameter_max_length': '100',
};

/** From now on new sessions tell their plans. `client` keeps quiet but for the marks between phases. */
export async function tellPlans(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select quote_ident(current_database()) as name');
  await client.query(`alter database ${rows[0]?.name ?? ''} set auto_explain.log_min_duration = 0`);
}

/** What follows is of this phase. Statements that ended before are in the log before it. */
export async function markPhase(client: Client, phase: string): Promise<void> {
  await client.query('set auto_explain.log_min_duration = 0');
  await client.query(`select '${MARK} ' || ${client.escapeLiteral(phase)}`);
  await client.query('set auto_explain.log_min_duration = -1');
}

/** What the product's own sessions ran, in order. Throws when there is no log. */
export async function* readPlans(dataDirectory: string): AsyncGenerator<Ran> {
  const file = path.join(dataDirectory, 'log', `${FILE}.json`);
  if (!existsSync(file)) throw new Error(`PostgreSQL wrote no ${file}`);
  let phase: string | null = null;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const { message = '', application_name: by } = lineShape.parse(JSON.parse(line));
    const found = /^duration: ([\d.]+) ms {2}plan:\n/.exec(message);
    if (found === null) continue;
    const { 'Query Text': sql, Plan: plan } = planShape.parse(JSON.parse(message.slice(found[0].length)));
    const mark = new RegExp(`^select '${MARK} ' \\|\\| '(.*)'$`).exec(sql);
    if (mark !== null) phase = mark[1] ?? null;
    else if (phase !== null && by?.startsWith('devflowfix') === true) yield { phase, sql, ms: Number(found[1]), plan };
  }
}

/** A plan's steps, the outermost first. */
export function stepsOf(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(stepsOf)];
}

/** Pages a plan touched, in memory or on disk. */
export function pagesOf({ 'Shared Hit Blocks': hit = 0, 'Shared Read Blocks': read = 0 }: PlanNode): number {
  return hit + read;
}
