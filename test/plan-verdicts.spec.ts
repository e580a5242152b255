import { note, wayOf, type Statement } from '../bench/support/plan-verdicts';
import type { PlanNode } from '../bench/support/plan-log';

const LARGE = new Map([
  ['incidents', 1_000_000],
  ['live_events', 70_000],
]);

function judged(phase: string, plan: PlanNode): Statement {
  const statements = new Map<string, Statement>();
  note(statements, { phase, sql: 'select 1', ms: 3, plan }, LARGE);
  const [statement] = statements.values();
  if (statement === undefined) throw new Error('nothing was noted');
  return statement;
}

const scan = (type: string, table: string, more: Partial<PlanNode> = {}): PlanNode => ({
  'Node Type': type,
  'Relation Name': table,
  'Actual Rows': 10,
  'Actual Loops': 1,
  ...more,
});

test('a sequential scan of a large table is a fault, however deep in the plan', () => {
  const plan = { 'Node Type': 'Aggregate', Plans: [{ 'Node Type': 'Gather', Plans: [scan('Seq Scan', 'incidents')] }] };

  const { faults } = judged('GET /api/v2/incidents', plan);

  expect([...faults.keys()]).toEqual(['sequential scan of incidents']);
});

test('of a small table, and in a branch that was never taken, it is none', () => {
  const small = judged('GET /x', scan('Seq Scan', 'users'));
  const untaken = judged('GET /x', scan('Seq Scan', 'incidents', { 'Actual Loops': 0 }));

  expect([small.faults.size, untaken.faults.size]).toEqual([0, 0]);
});

test('an index that gives a third of a table to be thrown away is reading it whole by another way', () => {
  const third = scan('Index Scan', 'incidents', { 'Rows Removed by Filter': 310_000 });
  const tenth = scan('Index Scan', 'incidents', { 'Rows Removed by Filter': 100_000 });

  expect(judged('GET /x', third).faults.size).toBe(1);
  expect(judged('GET /x', tenth).faults.size).toBe(0);
});

test('what is excused is shown with its reason', () => {
  const prune = judged('task live.prune', scan('Seq Scan', 'live_events'));
  const elsewhere = judged('GET /api/v2/events', scan('Seq Scan', 'live_events'));

  expect([prune.faults.size, prune.excused.size]).toEqual([0, 1]);
  expect([elsewhere.faults.size, elsewhere.excused.size]).toEqual([1, 0]);
});

test('the slowest run of a statement is the one that is shown', () => {
  const statements = new Map<string, Statement>();
  for (const [ms, index] of [
    [1, 'pk_incidents'],
    [9, 'ix_incidents_user'],
    [2, 'pk_incidents'],
  ] as const) {
    const plan = scan('Index Scan', 'incidents', { 'Index Name': index, 'Shared Hit Blocks': ms });
    note(statements, { phase: 'GET /x', sql: 'select 1', ms, plan }, LARGE);
  }

  const statement = statements.get('select 1');

  expect([statement?.calls, statement?.totalMs, statement?.worstMs, statement?.worstPages]).toEqual([3, 12, 9, 9]);
  expect(statement === undefined ? '' : wayOf(statement.worstPlan)).toBe('Index ix_incidents_user 10');
});
