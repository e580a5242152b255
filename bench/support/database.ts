import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { Fernet } from '../../src/common/crypto/fernet';
import { newId } from '../../src/common/ids';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres';
import { migrate } from '../../src/database/migrate';

/** A durable PostgreSQL (fsync on, as it ships) with the schema and one connected repository. */
export interface BenchDatabase {
  readonly url: string;
  readonly client: Client;
  /** Process id of the client's backend. */
  readonly backend: number;
  readonly encryptionKey: string;
  readonly connectionId: string;
  readonly repositoryId: string;
  readonly secret: string;
  stop(): Promise<void>;
}

/** `settings` go to the server as they are. */
export async function startBenchDatabase(settings: Readonly<Record<string, string>> = {}): Promise<BenchDatabase> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'devflowfix-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, settings });
  await migrate(server.url);
  const client = new Client({ connectionString: server.url });
  await client.connect();
  const encryptionKey = Fernet.generateKey();
  const secret = 'the secret of the benchmark';
  const connectionId = newId();
  const userId = newId();
  const repositoryId = '1296269';
  await client.query(
    `insert into users (id, email, password_hash, role) values ($1, 'bench@example.test', 'nobody logs in', 'member')`,
    [userId],
  );
  await client.query(
    `insert into repository_connections (id, user_id, provider, repository_id, repository_full_name, repository_name,
       owner_name, default_branch, is_private, webhook_status, webhook_events, webhook_wanted, webhook_secret, is_enabled,
       auto_pr_enabled, fix_policy, created_at, updated_at)
     values ($1, $2, 'github', $3, 'acme/api', 'api', 'acme', 'main', false, 'active', '{workflow_run}', true, $4, true,
       false, '{}', now(), now())`,
    [connectionId, userId, repositoryId, new Fernet([encryptionKey]).encrypt(secret)],
  );
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const backend = rows[0]?.pid ?? 0;
  const stop = async (): Promise<void> => {
    await client.end();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { url: server.url, client, backend, encryptionKey, connectionId, repositoryId, secret, stop };
}

/** Deliveries stored since the last `empty`. */
export async function countDeliveries(client: Client): Promise<{ stored: number; processed: number }> {
  const { rows } = await client.query<{ stored: number; processed: number }>(
    `select count(*)::integer as stored, (count(*) filter (where status = 'processed'))::integer as processed
     from webhook_deliveries`,
  );
  return rows[0] ?? { stored: 0, processed: 0 };
}

/** Leaves every round the same empty tables. */
export async function empty(client: Client): Promise<void> {
  await client.query('truncate webhook_deliveries, webhook_bodies');
  await client.query('delete from graphile_worker._private_jobs');
  await client.query('checkpoint');
}
