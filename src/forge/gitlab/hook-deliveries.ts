import type { ForgeHookDelivery } from '../forge.types';
import { eventOf, eventOfTrigger } from './events';
import type { RawHookEvent } from './schemas';
import { deliveryIdOf } from './webhook.headers';

/** Headers as GitLab remembers them, in any case of letters. */
function lowered(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
    ),
  );
}

/**
 * When a delivery went out. GitLab's list does not say, so far; our own answer carries the time in its `date` header, and
 * Standard Webhooks that of the signature. Without any it counts as just now: better asked about once more than lost.
 */
function timeOf(raw: RawHookEvent, request: Readonly<Record<string, string>>): Date {
  if (raw.created_at !== null) return raw.created_at;
  const signed = Number(request['webhook-timestamp'] ?? Number.NaN);
  if (Number.isFinite(signed)) return new Date(signed * 1000);
  const answered = Date.parse(lowered(raw.response_headers ?? {}).date ?? '');
  return Number.isNaN(answered) ? new Date() : new Date(answered);
}

export function toHookDelivery(raw: RawHookEvent): ForgeHookDelivery {
  const request = lowered(raw.request_headers);
  const status = Number(raw.response_status ?? Number.NaN);
  // "internal error" stands for "no answer came".
  const statusCode = Number.isInteger(status) && status > 0 ? status : null;
  return {
    externalId: raw.id,
    deliveryId: deliveryIdOf(request) ?? raw.id,
    event: eventOf(request['x-gitlab-event'] ?? '') ?? eventOfTrigger(raw.trigger),
    action: null,
    deliveredAt: timeOf(raw, request),
    isRedelivery: false,
    statusCode,
    ok: statusCode !== null && statusCode >= 200 && statusCode < 300,
  };
}
