import type { Client } from 'pg';
import { z } from 'zod';

/** What PostgreSQL did for one statement. */
export interface Plan {
  readonly ms: number;
  /** Pages read, from memory or disk. */
  readonly buffers: number;
  /** Rows that were looked at, those filtered out included. */
  readonly rowsRead: number;
  /** What a hot path must not do. */
  readonly notes: readonly string[];
  readonly text: string;
}

const nodeShape = z.looseObject({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().optional(),
  'Shared Hit Blocks': z.number().optional(),
  'Shared Read Blocks': z.number().optional(),
  get Plans() {
    return z.array(nodeShape).optional();
  },
});
type Node = z.infer<typeof nodeShape>;
const answerShape = z.array(z.looseObject({ Plan: nodeShape, 'Execution Time': z.number() }));

/** Tables so small that reading them whole is the best there is. */
const SMALL = 1000;
/** A sort of a page's rows is nothing; one of a table's is. */
const BIG_SORT = 1000;

function all(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(all)];
}

/** Runs a statement twice (the first run warms) and tells how PostgreSQL went about it. */
export async function explain(client: Client, sql: string, parameters: readonly unknown[]): Promise<Plan> {
  const ask = `explain (analyze, buffers, format json) ${sql}`;
  await client.query(ask, [...parameters]);
  const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(ask, [...parameters]);
  const [answer] = answerShape.parse(rows[0]?.['QUERY PLAN']);
  if (answer === undefined) throw new Error('PostgreSQL explained nothing');
  const nodes = all(answer.Plan);
  const read = (node: Node): number =>
    (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
  const scans = nodes.filter((node) => node['Relation Name'] !== undefined);
  return {
    ms: answer['Execution Time'],
    buffers: (answer.Plan['Shared Hit Blocks'] ?? 0) + (answer.Plan['Shared Read Blocks'] ?? 0),
    rowsRead: Math.round(scans.reduce((sum, node) => sum + read(node), 0)),
    notes: [
      ...scans
        .filter((node) => node['Node Type'] === 'Seq Scan' && read(node) > SMALL)
        .map(() => '**sequential scan**'),
      ...nodes
        .filter((node) => node['Node Type'] === 'Sort' && node['Actual Rows'] > BIG_SORT)
        .map(() => '**big sort**'),
      ...scans.filter((node) => (node['Rows Removed by Filter'] ?? 0) > BIG_SORT).map(() => 'many rows filtered out'),
    ],
    text: JSON.stringify(answer.Plan, null, 1),
  };
}
