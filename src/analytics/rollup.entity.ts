import { Column, Entity, ForeignKey, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { Scope } from './domain/sums';

/** What can be added up, of runs that ended in one span of time. */
abstract class Counted {
  /** A run's every attempt counts. */
  @Column({ type: 'int' })
  total: number;

  @Column({ type: 'int' })
  success: number;

  /** Failure, timed_out or startup_failure. */
  @Column({ type: 'int' })
  failure: number;

  @Column({ type: 'int' })
  cancelled: number;

  /** Decided runs (success or failure) with a decided run before them in their lane. */
  @Column({ type: 'int' })
  linked: number;

  /** Those of them that ended otherwise than the one before. */
  @Column({ type: 'int' })
  flips: number;

  /** Runs with a start and an end. */
  @Column({ type: 'int' })
  timed: number;

  @Column({ type: 'bigint' })
  seconds: string;

  /** Failures that were green at the same commit later. */
  @Column({ type: 'int' })
  lost: number;

  @Column({ type: 'bigint' })
  lost_seconds: string;

  /** Successes that ended a red streak. */
  @Column({ type: 'int' })
  recoveries: number;

  /** From the first red run's end to theirs. */
  @Column({ type: 'bigint' })
  recovery_seconds: string;
}

/** Runs of a workflow that ended within a quarter of an hour. */
@Entity('analytics_quarters')
export class AnalyticsQuarterEntity extends Counted {
  @ForeignKey('repository_connections', { name: 'fk_analytics_quarters_connection', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_analytics_quarters' })
  repository_connection_id: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_analytics_quarters' })
  workflow: string;

  @PrimaryColumn({ type: 'timestamptz', primaryKeyConstraintName: 'pk_analytics_quarters' })
  at: Date;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_analytics_quarters' })
  scope: Scope;

  @Column({ type: 'text' })
  workflow_name: string;

  /** Each timed run's class of duration. */
  @Column({ type: 'smallint', array: true })
  classes: number[];
}

/** Runs of a workflow that ended on one day of a time zone. */
@Entity('analytics_days')
export class AnalyticsDayEntity extends Counted {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_analytics_days' })
  zone: string;

  @ForeignKey('repository_connections', { name: 'fk_analytics_days_connection', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_analytics_days' })
  repository_connection_id: string;

  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'pk_analytics_days' })
  day: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_analytics_days' })
  workflow: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_analytics_days' })
  scope: Scope;

  @Column({ type: 'text' })
  workflow_name: string;

  /** How many runs of each class of duration. */
  @Column({ type: 'int', array: true })
  bins: number[];
}

/** A time zone somebody asked in, so that its days are kept. */
@Entity('analytics_zones')
export class AnalyticsZoneEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_analytics_zones' })
  zone: string;

  @Column({ type: 'timestamptz' })
  used_at: Date;
}

/** A run changed, so its quarter must be added up again. Written by triggers of migration `analytics`. */
@Entity('analytics_dirty')
export class AnalyticsDirtyEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_analytics_dirty',
  })
  id: string;

  @Column({ type: 'uuid' })
  user_id: string;

  @Column({ type: 'uuid' })
  repository_connection_id: string;

  @Column({ type: 'uuid' })
  workflow_run_id: string;

  @Column({ type: 'text' })
  workflow: string;

  @Column({ type: 'timestamptz' })
  at: Date;
}
