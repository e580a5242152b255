import type { Headers } from '../forge';

/** A UUID at GitLab; GitLab-like servers send other short ids. */
const DELIVERY_ID = /^[\w.:-]{1,128}$/;
/** Newest first: one id for a delivery and all its repetitions, then the same under its standard name, then the event's. */
const ID_HEADERS = ['idempotency-key', 'webhook-id', 'x-gitlab-event-uuid'];

/** One value for one header; a header sent twice is nobody's honest delivery. */
export function header(headers: Headers, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}

/** What tells a delivery from every other and is the same when it is sent again; null without one. */
export function deliveryIdOf(headers: Headers): string | null {
  const told = ID_HEADERS.map((name) => header(headers, name)).find((value) => value !== null) ?? null;
  return told !== null && DELIVERY_ID.test(told) ? told : null;
}
