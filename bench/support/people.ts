import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request, type ClientRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { Fernet } from '../../src/common/crypto/fernet';
import { newId } from '../../src/common/ids';
import type { BenchDatabase } from './database';

/** What people look at most. */
export const PAGES = ['/api/v2/workflows/runs', '/api/v2/incidents', '/api/v2/webhooks/deliveries'] as const;

/** An API token of the connected repository's owner. */
export async function addReader({ client, connectionId }: BenchDatabase): Promise<string> {
  const { rows } = await client.query<{ user_id: string }>('select user_id from repository_connections where id = $1', [
    connectionId,
  ]);
  return addToken(client, rows[0]?.user_id ?? '');
}

/** An API token of a user. */
export async function addToken(client: Client, userId: string): Promise<string> {
  const token = `dff_${randomBytes(32).toString('base64url')}`;
  await client.query(
    `insert into api_tokens (id, user_id, name, token_hash, prefix, scopes) values ($1, $2, 'bench', $3, 'dff_', '{read,write}')`,
    [newId(), userId, createHash('sha256').update(token).digest('hex')],
  );
  return token;
}

/** A person with a connected repository of their own. */
export interface Owner {
  readonly token: string;
  readonly connectionId: string;
  readonly repositoryId: string;
  readonly secret: string;
}

/** Adds one. */
export async function addOwner({ client, encryptionKey }: BenchDatabase, number: number): Promise<Owner> {
  const [userId, connectionId] = [newId(), newId()];
  const owner = {
    connectionId,
    repositoryId: String(2_000_000 + number),
    secret: `the secret of owner ${number}`,
  };
  await client.query(`insert into users (id, email, password_hash, role) values ($1, $2, 'nobody logs in', 'member')`, [
    userId,
    `${userId}@example.test`,
  ]);
  await client.query(
    `insert into repository_connections (id, user_id, provider, repository_id, repository_full_name, repository_name,
       owner_name, default_branch, is_private, webhook_status, webhook_events, webhook_wanted, webhook_secret, is_enabled,
       auto_pr_enabled, fix_policy, created_at, updated_at)
     values ($1, $2, 'github', $3, 'acme/api', 'api', 'acme', 'main', false, 'active', '{workflow_run}', true, $4, true,
       false, '{}', now(), now())`,
    [connectionId, userId, owner.repositoryId, new Fernet([encryptionKey]).encrypt(owner.secret)],
  );
  return { ...owner, token: await addToken(client, userId) };
}

/** One read; gives the milliseconds it took. Throws when it is not answered with 200. */
export async function readOnce(url: string, token: string, path: string): Promise<number> {
  const began = performance.now();
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`GET ${path} was answered ${answer.status}`);
  return performance.now() - began;
}

/** Reads the pages in turn with a rest between two. */
export async function readTurns(url: string, token: string, goesOn: () => boolean, restMs: number): Promise<void> {
  for (let turn = 0; goesOn(); turn += 1) {
    await readOnce(url, token, PAGES[turn % PAGES.length] ?? PAGES[0]);
    await sleep(restMs);
  }
}

/** Opens a stream of events; resolves when the server says that it is up to date. */
export function watch(url: string, token: string, heard: (text: string) => void): Promise<ClientRequest> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/api/v2/events`, { agent: false, headers: { authorization: `Bearer ${token}` } });
    sent.on('error', reject);
    sent.on('response', (response) => {
      if (response.statusCode !== 200) {
        reject(new Error(`a stream was answered ${response.statusCode ?? 0}`));
        return;
      }
      response.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes(': up to date')) resolve(sent);
        heard(text);
      });
      // Ended by us, or by the server's stop at the end.
      response.on('error', () => undefined);
    });
    sent.end();
  });
}

/** Somebody who comes to watch for a while and goes, again and again. */
export async function watchTurns(url: string, token: string, goesOn: () => boolean, stayMs: number): Promise<void> {
  while (goesOn()) {
    const stream = await watch(url, token, () => undefined);
    for (let left = stayMs; left > 0 && goesOn(); left -= 500) await sleep(500);
    stream.destroy();
  }
}

/** Resident memory of a process, MB; NaN where there is no /proc. */
export function residentMb(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8'))?.[1] ?? NaN) / 1024;
  } catch {
    return NaN;
  }
}
