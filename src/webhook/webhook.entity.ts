import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { FORGE_KINDS, type ForgeKind } from '../forge/forge.types';

/**
 * `accepted` waits for its task · `processed` had its effect · `ignored` has none, `error` says why · `failed` will be
 * tried again · `dead` will not, unless somebody replays it or the forge delivers it again.
 */
export const DELIVERY_STATUSES = ['accepted', 'processed', 'ignored', 'failed', 'dead'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Whose word a delivery is: a forge's through a hook of ours, or the user's own v1 hook (`webhook`). */
export const DELIVERY_SOURCES = [...FORGE_KINDS, 'webhook'] as const;
export type DeliverySource = (typeof DELIVERY_SOURCES)[number];

export const BODY_ENCODINGS = ['identity', 'snappy'] as const;
export type BodyEncoding = (typeof BODY_ENCODINGS)[number];

/** One delivery that came through a door, verified. */
@Entity('webhook_deliveries')
@Unique('uq_webhook_deliveries_delivery', ['door_id', 'delivery_id'])
@Index('ix_webhook_deliveries_user', ['user_id', 'id'])
@Index('ix_webhook_deliveries_connection', ['connection_id', 'id'])
@Index('ix_webhook_deliveries_unsettled', ['body_id'], { where: "status in ('accepted', 'failed', 'dead')" })
@Index('ix_webhook_deliveries_trouble', ['user_id', 'status', 'id'], { where: "status in ('failed', 'dead')" })
export class DeliveryEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_webhook_deliveries' })
  id: string;

  /** The connection (v2) or the user (v1) in the door's address: the forge's delivery id is unique per door. */
  @Column({ type: 'uuid' })
  door_id: string;

  /** Null for a v1 delivery until it is processed. */
  @Column({ type: 'uuid', nullable: true })
  connection_id: string | null;

  @Column({ type: 'uuid' })
  user_id: string;

  @Column({ type: 'text' })
  source: DeliverySource;

  @Column({ type: 'text' })
  provider: ForgeKind;

  @Column({ type: 'text' })
  event: string;

  /** Known once processed: it stands in the body. */
  @Column({ type: 'text', nullable: true })
  action: string | null;

  /** The forge's id of the delivery; a redelivery carries the same. */
  @Column({ type: 'text' })
  delivery_id: string;

  @Column({ type: 'timestamptz' })
  received_at: Date;

  @Column({ type: 'text' })
  status: DeliveryStatus;

  @Column({ type: 'int', default: 0 })
  attempts: number;

  @Column({ type: 'jsonb', nullable: true })
  error: DeliveryProblem | null;

  /** The outcome it had when the forge delivered it again. */
  @Column({ type: 'text', nullable: true })
  redelivered_from: DeliveryStatus | null;

  /** Where its bytes are, or were; null for one that was ignored at the door. */
  @Column({ type: 'uuid', nullable: true })
  body_id: string | null;
}

/**
 * The verified bytes of a delivery. Cut by the day in its id and dropped by days; the id is the delivery's own, or a
 * later one when the forge delivered again, somebody replayed it, or it must outlive its day.
 */
@Entity('webhook_bodies')
export class DeliveryBodyEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_webhook_bodies' })
  id: string;

  @Column({ type: 'text' })
  encoding: BodyEncoding;

  @Column({ type: 'bytea' })
  bytes: Buffer;
}

/** Why a delivery failed or was ignored: a stable code and words without secrets. */
export interface DeliveryProblem {
  readonly code: string;
  readonly message: string;
}
