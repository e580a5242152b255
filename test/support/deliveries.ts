import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import definitions from '@octokit/webhooks-examples';
import { newId } from '../../src/common/ids';
import { TokenCipher } from '../../src/common/crypto/token-cipher';
import type { ForgeKind } from '../../src/forge/forge.types';
import { tokenOf } from '../../src/forge/gitlab/secrets';
import type { ApiAnswer, ApiClient } from './api-client';
import type { TestApp } from './test-app';

interface Recording {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}

/** A connection with a hook, as connecting a repository leaves it. */
export interface HookedConnection {
  readonly id: string;
  readonly userId: string;
  readonly secret: string;
  readonly repositoryId: string;
}

export interface SentDelivery {
  readonly event?: string;
  readonly deliveryId?: string;
  /** Signs with this instead of the connection's own secret. */
  readonly secret?: string;
  /** Sent instead of, or on top of, the right headers; null leaves one out. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

export interface DoorBody {
  readonly delivery_id: string;
  readonly status: string;
  readonly code: string;
}

/** The id of the user behind a logged-in caller. */
export async function userIdOf(caller: ApiClient): Promise<string> {
  const { body } = await caller.get<{ id: string }>('/api/v2/auth/me');
  return body.id;
}

/** Puts a connection with an active hook into the database, without a forge. */
export async function hookedConnection(
  app: TestApp,
  userId: string,
  options: { repositoryId?: string; enabled?: boolean; name?: string; forge?: ForgeKind } = {},
): Promise<HookedConnection> {
  const connection = {
    id: newId(),
    userId,
    secret: `secret-${randomUUID()}`,
    repositoryId: options.repositoryId ?? String(Math.floor(Math.random() * 1e9)),
  };
  const name = options.name ?? 'api';
  await app.db.read.query(
    `insert into repository_connections (id, user_id, provider, oauth_connection_id, repository_id, repository_full_name,
       repository_name, owner_name, default_branch, is_private, webhook_id, webhook_status, webhook_events, webhook_wanted,
       webhook_secret, is_enabled, auto_pr_enabled, fix_policy, created_at, updated_at)
     values ($1, $2, $9, $3, $4, $5, $6, 'acme', 'main', false, '77', 'inactive', '{workflow_run}', true, $7, $8, true, '{}',
       now(), now())`,
    [
      connection.id,
      userId,
      newId(),
      connection.repositoryId,
      `acme/${name}`,
      name,
      app.nest.get(TokenCipher).encrypt(connection.secret),
      options.enabled ?? true,
      options.forge ?? 'github',
    ],
  );
  return connection;
}

/** A recorded `workflow_run` payload (about 15 KB), moved to a repository and changed. */
export function workflowRun(repositoryId: string, run: Record<string, unknown> = {}): Record<string, unknown> {
  const recording = (definitions as readonly Recording[]).find(({ name }) => name === 'workflow_run')?.examples[0];
  if (recording === undefined) throw new Error('the recordings hold no workflow_run');
  const { repository, workflow_run: recorded } = recording as Record<string, Record<string, unknown>>;
  return {
    ...recording,
    repository: { ...repository, id: Number(repositoryId) },
    workflow_run: { ...recorded, ...run },
  };
}

/** Signs as GitHub does. */
export function signature(body: string | Uint8Array, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Delivers to the v2 door of a connection. */
export async function deliver(
  caller: ApiClient,
  connection: Pick<HookedConnection, 'id' | 'secret'>,
  payload: unknown,
  sent: SentDelivery = {},
): Promise<ApiAnswer<DoorBody>> {
  return deliverTo(caller, `/api/v2/webhooks/github/${connection.id}`, connection.secret, payload, sent);
}

/** Delivers to the v2 door of a GitLab connection, with the token that its hook was given. */
export async function deliverFromGitLab(
  caller: ApiClient,
  connection: Pick<HookedConnection, 'id' | 'secret'>,
  payload: unknown,
): Promise<ApiAnswer<DoorBody>> {
  return deliverTo(caller, `/api/v2/webhooks/gitlab/${connection.id}`, connection.secret, payload, {
    headers: {
      'x-github-event': null,
      'x-github-delivery': null,
      'x-hub-signature-256': null,
      'x-gitlab-event': 'Pipeline Hook',
      'x-gitlab-token': tokenOf(connection.secret),
      'idempotency-key': randomUUID(),
    },
  });
}

/** Fields of a run of one workflow that has ended, ten minutes after the one numbered before it; for `workflowRun`. */
export function endedRun(number: number, conclusion: string, branch = 'main'): Record<string, unknown> {
  const minute = (count: number): string => new Date(Date.UTC(2026, 2, 5, 9) + count * 60_000).toISOString();
  return {
    id: 9000 + number,
    run_number: number,
    run_attempt: 1,
    name: 'CI',
    workflow_id: 5,
    head_branch: branch,
    head_sha: String(number).padStart(40, 'a'),
    event: branch === 'main' ? 'push' : 'pull_request',
    status: 'completed',
    conclusion,
    run_started_at: minute(number * 10),
    updated_at: minute(number * 10 + 5),
  };
}

/** Delivers to any door. A string or bytes go as they are. */
export async function deliverTo(
  caller: ApiClient,
  path: string,
  secret: string,
  payload: unknown,
  sent: SentDelivery = {},
): Promise<ApiAnswer<DoorBody>> {
  const raw = typeof payload === 'string' || payload instanceof Uint8Array ? payload : JSON.stringify(payload);
  const headers: Record<string, string | null> = {
    'x-github-event': sent.event ?? 'workflow_run',
    'x-github-delivery': sent.deliveryId ?? randomUUID(),
    'x-hub-signature-256': signature(raw, sent.secret ?? secret),
    ...sent.headers,
  };
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null);
  return caller.send<DoorBody>('POST', path, { raw, headers: Object.fromEntries(given) });
}

/** A delivery that was announced and not sent. */
export interface AnnouncedDelivery {
  readonly request: ClientRequest;
  /** What it is answered. Never resolves when it is cut off without an answer. */
  readonly answer: Promise<IncomingMessage>;
}

/** Announces a delivery and sends none of it; resolves when the server has taken the announcement in. */
export async function announce(
  app: Pick<TestApp, 'url'>,
  path: string,
  announced: {
    /** Null for a body in chunks, whose length is not told. */
    readonly bytes: number | null;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<AnnouncedDelivery> {
  const { bytes, headers = {} } = announced;
  const open = request(`${app.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(bytes === null ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(bytes) }),
      expect: '100-continue',
      ...headers,
    },
  });
  const answer = new Promise<IncomingMessage>((resolve) => {
    open.on('response', (response) => {
      response.resume();
      resolve(response);
    });
  });
  // Whoever announces may be cut off, by the server or at the end of a test.
  open.on('error', () => undefined);
  open.flushHeaders();
  await once(open, 'continue');
  return { request: open, answer };
}

/** The rows of a door's deliveries, oldest first. */
export async function storedDeliveries(
  app: TestApp,
  doorId: string,
): Promise<{ id: string; delivery_id: string; status: string; attempts: number; error: { code: string } | null }[]> {
  return app.db.read.query(
    'select id, delivery_id, status, attempts, error from webhook_deliveries where door_id = $1 order by id',
    [doorId],
  );
}
