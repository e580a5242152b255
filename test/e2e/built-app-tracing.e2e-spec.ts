import { existsSync } from 'node:fs';
import path from 'node:path';
import { Fernet } from '../../src/common/crypto/fernet';
import { ApiClient } from '../support/api-client';
import { BuiltProcess, build, ROOT } from '../support/built-process';
import { deliver, hookedConnection, userIdOf, workflowRun } from '../support/deliveries';
import { newFolder, removeFolders, until } from '../support/embedded-processes';
import { OpenApiCheck } from '../support/openapi-check';
import { startTestApp, type TestApp } from '../support/test-app';
import { TraceCollector, type CollectedSpan } from '../support/trace-collector';

// A whole program starts here; a busy machine takes its time.
jest.setTimeout(180_000);

let app: TestApp;
let collector: TraceCollector;
let built: BuiltProcess;

const isRoot = ({ parentSpanId = '' }: CollectedSpan): boolean => parentSpanId === '';

beforeAll(async () => {
  await build();
  const key = Fernet.generateKey();
  collector = await TraceCollector.start();
  app = await startTestApp({ encryptionKeys: [key] });
  const folder = newFolder();
  built = BuiltProcess.devflowfix(['start'], folder, {
    DATA_DIR: path.join(folder, 'data'),
    DATABASE_URL: app.databaseUrl,
    OAUTH_TOKEN_ENCRYPTION_KEY: key,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_SERVICE_NAME: 'ci-of-ours',
  });
});
afterAll(async () => {
  await built.end('SIGKILL');
  await app.close();
  await collector.close();
  await removeFolders();
});

test('the one-file program tells a collector of a delivery’s way, from the door to its last task, as one trace', async () => {
  const connection = await hookedConnection(app, await userIdOf(await app.user()));
  const forge = new ApiClient(await built.url(), new OpenApiCheck(app.openApi));

  const answer = await deliver(forge, connection, workflowRun(connection.repositoryId));
  await until(async () => {
    const rows = await app.db.read.query<{ runs: number }[]>('select count(*)::int as runs from workflow_runs');
    return (rows[0]?.runs ?? 0) > 0;
  });
  // What is waiting to be sent goes with the end of the program.
  const code = await built.end('SIGTERM');

  const [trace = [], ...others] = collector
    .traces()
    .filter((spans) => spans.some(({ name }) => name === 'POST /api/v2/webhooks/:forge/:connection'));
  const ids = new Set(trace.map(({ spanId }) => spanId));
  expect([existsSync(path.join(ROOT, 'dist/server.js')), answer.status, code, others]).toEqual([true, 202, 0, []]);
  expect([...collector.services]).toEqual(['ci-of-ours']);
  expect(trace.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'POST /api/v2/webhooks/:forge/:connection',
      'webhook.process-together',
      'fact:webhook.received:workflow',
    ]),
  );
  expect(trace.filter(isRoot).map(({ name }) => name)).toEqual(['POST /api/v2/webhooks/:forge/:connection']);
  expect(trace.filter((span) => !isRoot(span) && !ids.has(span.parentSpanId ?? ''))).toEqual([]);
});
