import { isUtf8 } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { z } from 'zod';
import type { ForgeWebhooks, Headers } from '../forge';
import type { Delivery, ForgeEvent } from '../forge.types';
import { DEFAULT_EVENTS, eventOf, KNOWN_EVENTS } from './events';
import { signingTokenOf, tokenOf } from './secrets';
import { toFacts, toJobEvent, toMergeRequestEvent, toPushEvent, toRunEvent } from './webhook.convert';
import { deliveryIdOf, header } from './webhook.headers';
import { jobEventSchema, mergeRequestEventSchema, pipelineEventSchema, pushEventSchema } from './webhook.schemas';
import type { RawHookProject } from './webhook.schemas';

const SIGNATURE_HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

function identify(headers: Headers): { deliveryId: string; event: string } | null {
  const event = eventOf(header(headers, 'x-gitlab-event') ?? '');
  const deliveryId = deliveryIdOf(headers);
  return event === null || deliveryId === null ? null : { deliveryId, event };
}

/** Digests are of one length, so that comparing tells nothing of the token's. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** Standard Webhooks: the body and its id under our key, no older than five minutes. */
function isSigned(headers: Headers, body: Uint8Array, secret: string): boolean {
  const signed = Object.fromEntries(SIGNATURE_HEADERS.map((name) => [name, header(headers, name) ?? '']));
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!isUtf8(bytes)) return false;
  try {
    new Webhook(signingTokenOf(secret)).verify(bytes, signed, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}

/** The signature where there is one; else the token, which servers without signing send. */
function verify(headers: Headers, body: Uint8Array, secret: string): boolean {
  // An empty secret would let everybody sign.
  if (secret === '') return false;
  if (headers['webhook-signature'] !== undefined) return isSigned(headers, body, secret);
  const token = header(headers, 'x-gitlab-token');
  return token !== null && isSame(token, tokenOf(secret));
}

type Reader = (payload: unknown) => Omit<Extract<Delivery, { outcome: 'event' }>, 'outcome' | 'action'> | string;

/** Names the first field that is wrong, never its value. */
function problem(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = (issue?.path ?? []).map(String).join('.').slice(0, 100);
  return `unexpected payload: ${path === '' ? 'body' : path}: ${(issue?.message ?? 'invalid').slice(0, 150)}`;
}

function reader<T extends { project: RawHookProject }>(
  schema: z.ZodType<T>,
  convert: (payload: T) => ForgeEvent | string,
): Reader {
  return (payload) => {
    const result = schema.safeParse(payload);
    if (!result.success) return problem(result.error);
    const event = convert(result.data);
    return typeof event === 'string' ? event : { event, about: toFacts(result.data.project) };
  };
}

const READERS = new Map<string, Reader>([
  ['pipeline', reader(pipelineEventSchema, toRunEvent)],
  ['job', reader(jobEventSchema, toJobEvent)],
  ['merge_request', reader(mergeRequestEventSchema, toMergeRequestEvent)],
  ['push', reader(pushEventSchema, toPushEvent)],
]);

/** What happened, in GitLab's words: a merge request's action, a pipeline's or job's status. */
const actionSchema = z.object({
  object_attributes: z
    .object({ action: z.string().optional().catch(undefined), status: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  build_status: z.string().optional().catch(undefined),
});

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
  const { object_attributes: attributes, build_status: status } = envelope.data;
  const action = (attributes?.action ?? attributes?.status ?? status)?.slice(0, 100) ?? null;
  const read = READERS.get(event);
  if (read === undefined) return ignored('event is not used', action);
  const result = read(payload);
  return typeof result === 'string' ? ignored(result, action) : { outcome: 'event', ...result, action };
}

/** GitLab's webhooks: a signature by Standard Webhooks or a token, JSON bodies. */
export const gitlabWebhooks: ForgeWebhooks = {
  defaultEvents: DEFAULT_EVENTS,
  knownEvents: KNOWN_EVENTS,
  tellsRenames: false,
  failuresBeforeRest: 4,
  identify,
  verify,
  parse,
};
