import type { ApiClient } from './api-client';

/** A message to a channel, as the log of deliveries tells it. */
export interface AlertDelivery {
  readonly id: string;
  readonly event: string;
  readonly status: string;
  readonly message: string;
  readonly attempts: number;
  readonly response_status: number | null;
  readonly error: string | null;
}

/** Newest first. */
export async function alertDeliveriesOf(caller: ApiClient): Promise<readonly AlertDelivery[]> {
  return (await caller.get<{ deliveries: AlertDelivery[] }>('/api/v2/alerts/deliveries')).body.deliveries;
}

/** Adds a channel that leads to `url`. */
export async function addAlertChannel(
  caller: ApiClient,
  url: string,
  kind = 'webhook',
): Promise<{ id: string; secret: string | null }> {
  const made = await caller.post<{ id: string; secret: string | null }>('/api/v2/alerts/channels', {
    kind,
    name: 'on call',
    url,
  });
  if (made.status !== 201) throw new Error(`adding a channel failed: ${JSON.stringify(made.body)}`);
  return made.body;
}

/** Adds a rule; its name may be left out. Returns its id. */
export async function addAlertRule(caller: ApiClient, fields: Readonly<Record<string, unknown>>): Promise<string> {
  const made = await caller.post<{ id: string }>('/api/v2/alerts/rules', { name: 'too much red', ...fields });
  if (made.status !== 201) throw new Error(`adding a rule failed: ${JSON.stringify(made.body)}`);
  return made.body.id;
}
