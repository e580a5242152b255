import { isUtf8 } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ForgeWebhooks, Headers } from '../forge';
import type { Delivery } from '../forge.types';
import { toJob, toRef, toRepositoryFacts, toRun } from './convert';
import { jobEventSchema, pingEventSchema, repositoryEventSchema, runEventSchema } from './schemas';
import { optionalText } from '../wire/values';
import { pullRequestEventSchema, pushEventSchema, toPullRequestEvent, toPushEvent } from './webhook.changes';

const DEFAULT_EVENTS = ['workflow_run', 'workflow_job', 'pull_request', 'push', 'repository'] as const;
const KNOWN_EVENTS = [...DEFAULT_EVENTS, 'check_run', 'check_suite', 'status', 'ping'] as const;

const SIGNATURE = /^sha256=[0-9a-f]{64}$/i;
const EVENT_NAME = /^[a-z_]{1,64}$/;
/** A GUID at GitHub; GitHub-like servers send other short ids. */
const DELIVERY_ID = /^[\w.:-]{1,128}$/;

/** One value for one header; a header sent twice is nobody's honest delivery. */
function header(headers: Headers, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}

function identify(headers: Headers): { deliveryId: string; event: string } | null {
  const event = header(headers, 'x-github-event');
  const deliveryId = header(headers, 'x-github-delivery');
  if (event === null || deliveryId === null) return null;
  return EVENT_NAME.test(event) && DELIVERY_ID.test(deliveryId) ? { deliveryId, event } : null;
}

function verify(headers: Headers, body: Uint8Array, secret: string): boolean {
  const signature = header(headers, 'x-hub-signature-256');
  // An empty secret would let everybody sign.
  if (secret === '' || signature === null || !SIGNATURE.test(signature)) return false;
  const expected = createHmac('sha256', secret).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature.slice(7), 'hex'));
}

type Read = Pick<Extract<Delivery, { outcome: 'event' }>, 'event' | 'about'>;
type Reader = (payload: unknown) => Read | string;

/** Names the first field that is wrong, never its value. */
function problem(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = (issue?.path ?? []).map(String).join('.').slice(0, 100);
  return `unexpected payload: ${path === '' ? 'body' : path}: ${(issue?.message ?? 'invalid').slice(0, 150)}`;
}

/** Reads with `schema`, then `convert`; a payload that does not fit gives the reason. */
function reader<T>(schema: z.ZodType<T>, convert: (payload: T) => Read | string): Reader {
  return (payload) => {
    const result = schema.safeParse(payload);
    return result.success ? convert(result.data) : problem(result.error);
  };
}

/** What a repository's own action means to us; actions not listed (`created`, `archived`, …) change nothing we keep. */
const REPOSITORY_CHANGES: Readonly<Record<string, 'renamed' | 'deleted' | 'visibility'>> = {
  renamed: 'renamed',
  transferred: 'renamed',
  deleted: 'deleted',
  privatized: 'visibility',
  publicized: 'visibility',
};

function readRepository(payload: z.infer<typeof repositoryEventSchema>): Read | string {
  const editedBranch = payload.action === 'edited' && payload.changes?.default_branch !== undefined;
  const change = editedBranch
    ? 'default-branch'
    : Object.hasOwn(REPOSITORY_CHANGES, payload.action)
      ? REPOSITORY_CHANGES[payload.action]
      : undefined;
  if (change === undefined) return 'repository action changes nothing we keep';
  const about = toRepositoryFacts(payload.repository);
  return { event: { type: 'repository', repository: toRef(payload.repository), change, ...about }, about };
}

const READERS = new Map<string, Reader>([
  [
    'workflow_run',
    reader(runEventSchema, (payload) => ({
      event: {
        type: 'run',
        repository: toRef(payload.repository),
        run: toRun(payload.workflow_run, payload.workflow),
        isWhole: true,
      },
      about: toRepositoryFacts(payload.repository),
    })),
  ],
  [
    'workflow_job',
    reader(jobEventSchema, (payload) => ({
      event: { type: 'job', repository: toRef(payload.repository), job: toJob(payload.workflow_job) },
      about: toRepositoryFacts(payload.repository),
    })),
  ],
  ['repository', reader(repositoryEventSchema, readRepository)],
  [
    'push',
    reader(pushEventSchema, (payload) => {
      const event = toPushEvent(payload);
      return typeof event === 'string' ? event : { event, about: toRepositoryFacts(payload.repository) };
    }),
  ],
  [
    'pull_request',
    reader(pullRequestEventSchema, (payload) => {
      const event = toPullRequestEvent(payload);
      return typeof event === 'string' ? event : { event, about: toRepositoryFacts(payload.repository) };
    }),
  ],
  [
    'ping',
    reader(pingEventSchema, (payload) => ({
      event: { type: 'ping', hookExternalId: payload.hook_id ?? null },
      about: null,
    })),
  ],
]);

const actionSchema = z.object({ action: optionalText.catch(null) });

function parse(event: string, body: Uint8Array): Delivery {
  const ignored = (reason: string, action: string | null = null): Delivery => ({ outcome: 'ignored', reason, action });
  if (!isUtf8(body)) return ignored('body is not UTF-8');
  let payload: unknown;
  try {
    payload = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    return ignored('body is not JSON');
  }
  const envelope = actionSchema.safeParse(payload);
  if (!envelope.success) return ignored('body is not a JSON object');
  const { action } = envelope.data;
  const read = READERS.get(event);
  if (read === undefined) return ignored('event is not used', action);
  const result = read(payload);
  return typeof result === 'string' ? ignored(result, action) : { outcome: 'event', ...result, action };
}

/** GitHub's webhooks: HMAC-SHA256 over the raw bytes, JSON bodies. */
export const githubWebhooks: ForgeWebhooks = {
  defaultEvents: DEFAULT_EVENTS,
  knownEvents: KNOWN_EVENTS,
  tellsRenames: true,
  failuresBeforeRest: null,
  identify,
  verify,
  parse,
};
