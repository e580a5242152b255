import type { Env } from './env';

/** What may be set. */
export type RetentionDays = Pick<
  Env,
  'DELIVERY_RETENTION_DAYS' | 'DELIVERY_BODY_RETENTION_DAYS' | 'TASK_RETENTION_DAYS' | 'RUN_RETENTION_DAYS'
>;

/** How long what grows is kept, in days. */
export interface RetentionSettings {
  readonly deliveryDays: number;
  readonly bodyDays: number;
  /** Bodies of deliveries that never had their effect. */
  readonly unsettledBodyDays: number;
  readonly taskDays: number;
  /** Null: for good. */
  readonly runDays: number | null;
}

/** Beyond this, nobody mends what a delivery failed on. */
const UNSETTLED_BODY_DAYS = 30;

/** The days, none of which outlives what it belongs to. */
export function retentionOf(env: RetentionDays): RetentionSettings {
  const deliveryDays = env.DELIVERY_RETENTION_DAYS ?? 90;
  // A body without its delivery is of no use.
  const bodyDays = Math.min(env.DELIVERY_BODY_RETENTION_DAYS ?? 7, deliveryDays);
  return {
    deliveryDays,
    bodyDays,
    unsettledBodyDays: Math.min(Math.max(UNSETTLED_BODY_DAYS, bodyDays), deliveryDays),
    taskDays: env.TASK_RETENTION_DAYS ?? 90,
    runDays: env.RUN_RETENTION_DAYS ?? null,
  };
}
