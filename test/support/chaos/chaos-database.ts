import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { Fernet } from '../../../src/common/crypto/fernet';
import { newId } from '../../../src/common/ids';
import { startEmbeddedPostgres } from '../../../src/database/embedded/embedded-postgres';
import { migrate } from '../../../src/database/migrate';
import { postmasterPid, query } from '../embedded-processes';
import { withDatabase } from '../test-server';
import type { Door } from '../../../bench/support/storm-plan';

/** How PostgreSQL goes down: asked to, told to drop everything, or killed. It comes back at the same address by itself. */
export const FALLS = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

/** A PostgreSQL of the suite's own, which it may throw down. */
export interface ChaosServer {
  /** Address of a database on it. */
  url(database: string): string;
  /** Throws it down; resolves when it answers again, with the milliseconds until then. */
  fall(how: keyof typeof FALLS): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Commits are synchronous: what was answered has to survive. Nothing here crashes the machine, so fsync may be off. What a commit
 * leaves in memory stays there for 10 s, or whether it is lost in a crash would be chance.
 */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'on',
  wal_writer_delay: '10s',
  max_connections: '200',
};
const BACK_MS = 60_000;

export async function startChaosServer(dataDir: string): Promise<ChaosServer> {
  const server = await startEmbeddedPostgres({ dataDir, settings: SETTINGS });
  const back = async (than: number): Promise<void> => {
    const deadline = Date.now() + BACK_MS;
    for (;;) {
      try {
        await query(server.url, 'select 1');
        if (postmasterPid(dataDir) !== than) return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };
  return {
    url: (database) => withDatabase(server.url, database),
    fall: async (how) => {
      const pid = postmasterPid(dataDir);
      const from = performance.now();
      process.kill(pid, FALLS[how]);
      await back(pid);
      return performance.now() - from;
    },
    stop: () => server.stop(),
  };
}

/** A migrated database with one user, who has an API token, and repositories without an account: no log is read, so no forge is asked. */
export async function createStormDatabase(
  server: ChaosServer,
  name: string,
  options: { readonly encryptionKey: string; readonly doors: number },
): Promise<{ url: string; doors: readonly Door[]; token: string }> {
  await query(server.url('postgres'), `create database ${name}`);
  const url = server.url(name);
  await migrate(url);
  const client = new Client({ connectionString: url });
  await client.connect();
  const userId = newId();
  await client.query(
    `insert into users (id, email, password_hash, role) values ($1, 'storm@example.test', 'nobody logs in', 'member')`,
    [userId],
  );
  const token = `dff_${randomBytes(32).toString('base64url')}`;
  await client.query(
    `insert into api_tokens (id, user_id, name, token_hash, prefix, scopes) values ($1, $2, 'chaos', $3, 'dff_', '{read,write}')`,
    [newId(), userId, createHash('sha256').update(token).digest('hex')],
  );
  const doors: Door[] = [];
  for (let at = 0; at < options.doors; at += 1) {
    const door = { connectionId: newId(), repositoryId: String(1_296_269 + at), secret: `the secret of door ${at}` };
    await client.query(
      `insert into repository_connections (id, user_id, provider, repository_id, repository_full_name, repository_name,
         owner_name, default_branch, is_private, webhook_status, webhook_events, webhook_wanted, webhook_secret, is_enabled,
         auto_pr_enabled, fix_policy, created_at, updated_at)
       values ($1, $2, 'github', $3, $4, $5, 'acme', 'main', false, 'active', '{workflow_run,workflow_job}', true, $6, true, false, '{}',
         now(), now())`,
      [
        door.connectionId,
        userId,
        door.repositoryId,
        `acme/storm-${at}`,
        `storm-${at}`,
        new Fernet([options.encryptionKey]).encrypt(door.secret),
      ],
    );
    doors.push(door);
  }
  await client.end();
  return { url, doors, token };
}
