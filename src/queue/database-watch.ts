import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { isDatabaseUnavailable } from '../database/database-errors';

/** Between two questions. */
const EVERY_MS = 1_000;
/** Longest one is waited for. */
const ANSWER_MS = 3_000;
/** So many without an answer, one after the other, and it is away: a fail-over or a restart of seconds is waited for. */
const MISSES = 5;

/**
 * Resolves when PostgreSQL is away: it did not answer for five seconds, fifteen where connections hang. Until then, and after
 * `signal`, it never does. Asks on connections of its own, since those of a pool may all be busy.
 */
export async function whenDatabaseIsAway(url: string, signal: AbortSignal): Promise<void> {
  for (let misses = 0; misses < MISSES;) {
    await pause(EVERY_MS, undefined, { ref: false });
    if (signal.aborted) return new Promise(() => undefined);
    misses = (await answers(url)) ? 0 : misses + 1;
  }
}

/** True also for an answer that refuses us: somebody is there. */
async function answers(url: string): Promise<boolean> {
  const client = new Client({
    connectionString: url,
    application_name: 'devflowfix-stop',
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
  });
  // A connection that breaks later is told by the question, too.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
    // Short of connections, memory or room (class 53) it is there all the same.
    if (String(code).startsWith('53')) return true;
    return !isDatabaseUnavailable(error) && !/timeout/i.test(String(message));
  } finally {
    void client.end().catch(() => undefined);
  }
}
