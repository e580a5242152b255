import 'reflect-metadata';
import type { Logger } from 'typeorm';
import { createDataSource, RANDOM_PAGE_COST } from '../src/database/data-source';
import { ENTITIES } from '../src/entities';
import { IncidentStore } from '../src/incident/incident.store';
import { IncidentHistoryStore } from '../src/incident/incident-history.store';
import { RepositoryStore } from '../src/repository/repository.store';
import { DeliveryBodyStore } from '../src/webhook/webhook-body.store';
import { DeliveryStore } from '../src/webhook/webhook.store';
import { WorkflowJobStore } from '../src/workflow/workflow-job.store';
import { WorkflowRunStore } from '../src/workflow/workflow-run.store';
import { WorkflowRunQueries } from '../src/workflow/workflow-run.queries.store';
import { startBenchDatabase } from './support/database';
import { fillTables, type Filled } from './support/fill';
import { explain, type Plan } from './support/plans';
import type { Tx } from '../src/database/tx';

interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Keeps what is asked of PostgreSQL, so that plans are those of the queries the stores really send. */
class Recorder implements Logger {
  readonly statements: Statement[] = [];
  logQuery(sql: string, parameters: unknown[] = []): void {
    if (/^\s*(select|with)\b/i.test(sql)) this.statements.push({ sql, parameters });
  }
  logQueryError(): void {
    return;
  }
  logQuerySlow(): void {
    return;
  }
  logSchemaBuild(): void {
    return;
  }
  logMigration(): void {
    return;
  }
  log(): void {
    return;
  }
}

/** What the endpoints ask, by the endpoint. The filters are the ones with the worst plans, not the commonest. */
function queries({
  userId,
  connectionId,
  runId,
  incidentId,
  since,
}: Filled): Record<string, (tx: Tx) => Promise<unknown>> {
  const [runs, incidents, deliveries, repositories] = [
    new WorkflowRunQueries(),
    new IncidentStore(),
    new DeliveryStore(new DeliveryBodyStore()),
    new RepositoryStore(),
  ];
  const anyRun = {
    connectionId: null,
    status: null,
    conclusion: null,
    branch: null,
    workflow: null,
    since: null,
    until: null,
  };
  const anyIncident = {
    status: null,
    severity: null,
    class: null,
    connectionId: null,
    search: null,
    since: null,
    until: null,
  };
  const anyDelivery = { status: null, event: null, connectionId: null, since: null, until: null };
  const anyRepository = { kind: null, instance: null, search: null, includeDisabled: false };
  const page = { limit: 50, before: null };
  const lane = 'lane';
  return {
    'GET /workflows/runs': (tx) => runs.list(tx, userId, anyRun, page),
    'GET /workflows/runs, total': (tx) => runs.count(tx, userId, anyRun),
    'GET /workflows/runs?repository_connection_id': (tx) => runs.list(tx, userId, { ...anyRun, connectionId }, page),
    'GET /workflows/runs?conclusion=timed_out': (tx) =>
      runs.list(tx, userId, { ...anyRun, conclusion: 'timed_out' }, page),
    'GET /workflows/runs?branch=rare': (tx) => runs.list(tx, userId, { ...anyRun, branch: 'rare' }, page),
    'GET /workflows/runs?since': (tx) => runs.count(tx, userId, { ...anyRun, since }),
    'GET /workflows/runs/{id}': (tx) => runs.owned(tx, userId, runId),
    'GET /workflows/runs/{id}, jobs': (tx) => new WorkflowJobStore().ofAttempt(tx, connectionId, '77', 1),
    'GET /workflows/runs/{id}, attempts': (tx) => new WorkflowRunStore().attempts(tx, connectionId, '77'),
    'GET /workflows/stats': (tx) => runs.stats(tx, userId, anyRun),
    'GET /workflows/stats?since': (tx) => runs.stats(tx, userId, { ...anyRun, since }),
    'task: green run after a failure': (tx) =>
      new WorkflowRunStore().firstGreenAfter(tx, connectionId, lane, { number: 5, attempt: 1 }),
    'task: runs to look after': (tx) => new WorkflowRunStore().unfinished(tx, new Date(), 100),
    'GET /incidents': (tx) => incidents.list(tx, userId, anyIncident, page),
    'GET /incidents, total': (tx) => incidents.count(tx, userId, anyIncident),
    'GET /incidents?status=open': (tx) => incidents.list(tx, userId, { ...anyIncident, status: 'open' }, page),
    'GET /incidents?repository_connection_id': (tx) =>
      incidents.list(tx, userId, { ...anyIncident, connectionId }, page),
    'GET /incidents?search': (tx) => incidents.list(tx, userId, { ...anyIncident, search: 'no such words' }, page),
    'GET /incidents/{id}': (tx) => incidents.find(tx, userId, incidentId),
    'GET /incidents/{id}, occurrences': (tx) => new IncidentHistoryStore().occurrences(tx, incidentId, 100),
    'task: incidents of a cause': (tx) => tx.transaction((own) => incidents.lockAllOf(own, connectionId, 'v1:77')),
    'GET /webhooks/deliveries': (tx) => deliveries.list(tx, userId, anyDelivery, page),
    'GET /webhooks/deliveries?status=dead': (tx) =>
      deliveries.list(tx, userId, { ...anyDelivery, status: 'dead' }, page),
    'GET /webhooks/deliveries?repository_connection_id': (tx) =>
      deliveries.list(tx, userId, { ...anyDelivery, connectionId }, page),
    'GET /repositories/connections': (tx) => repositories.list(tx, userId, anyRepository, page),
    'GET /repositories/connections?search': (tx) =>
      repositories.list(tx, userId, { ...anyRepository, search: 'repo-77' }, page),
  };
}

function line(name: string, { ms, buffers, rowsRead, notes }: Plan): string {
  const told = notes.length === 0 ? '' : notes.join(', ');
  return `| ${name} | ${ms.toFixed(1)} | ${buffers} | ${rowsRead} | ${told} |`;
}

async function main(): Promise<void> {
  const rows = Number(process.env.REPORT_ROWS ?? '200000');
  const verbose = process.argv.includes('--plans');
  const database = await startBenchDatabase();
  const recorder = new Recorder();
  const source = createDataSource({ url: database.url, entities: ENTITIES, poolSize: 2 });
  source.setOptions({ logging: ['query'], logger: recorder });
  try {
    await source.initialize();
    const filled = await fillTables(database.client, rows);
    // What explains must plan as the product's own connections do.
    await database.client.query(`set random_page_cost = ${RANDOM_PAGE_COST}`);
    console.log(`\n${rows} rows a table, of 20 users; PostgreSQL's own figures, warm.\n`);
    console.log('| query | ms | pages | rows read | |\n| --- | ---: | ---: | ---: | --- |');
    for (const [name, ask] of Object.entries(queries(filled))) {
      recorder.statements.length = 0;
      await ask(source.manager);
      for (const { sql, parameters } of [...recorder.statements]) {
        const plan = await explain(database.client, sql, parameters);
        console.log(line(name, plan));
        if (verbose) console.log(plan.text);
      }
    }
  } finally {
    if (source.isInitialized) await source.destroy();
    await database.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
