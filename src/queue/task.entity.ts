import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export const TASK_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'dead'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** A task somebody may look at: one a client was given the id of, or one that died. */
@Entity('tasks')
@Index('ix_tasks_user', ['user_id', 'id'])
@Index('ix_tasks_unfinished', ['user_id', 'id'], { where: "status in ('queued', 'running', 'failed')" })
@Index('ix_tasks_connection', ['user_id', 'repository_connection_id', 'id'], {
  where: 'repository_connection_id is not null',
})
@Index('ix_tasks_dead', ['id'], { where: "status = 'dead'" })
export class TaskEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_tasks' })
  id: string;

  /** Null for the system's own work, which admins see. */
  @Column({ type: 'uuid', nullable: true })
  user_id: string | null;

  @Column({ type: 'text' })
  kind: string;

  @Column({ type: 'text' })
  status: TaskStatus;

  @Column({ type: 'smallint', default: 0 })
  progress: number;

  @Column({ type: 'text', nullable: true })
  current_step: string | null;

  @Column({ type: 'int', default: 0 })
  attempts: number;

  /** What the handler got; needed to replay a dead task. */
  @Column({ type: 'jsonb' })
  payload: unknown;

  @Column({ type: 'jsonb', nullable: true })
  result: unknown;

  /** `{code, message}` of the last failure. */
  @Column({ type: 'jsonb', nullable: true })
  error: { readonly code: string; readonly message: string } | null;

  /** As the payload says; null when it does not, and for work that concerns no single repository. */
  @Column({ type: 'uuid', nullable: true })
  repository_connection_id: string | null;

  @Column({ type: 'text', nullable: true })
  request_id: string | null;

  /** Where it stands in the queue, so that a replay stands there too. */
  @Column({ type: 'text', nullable: true })
  lane: string | null;

  @Column({ type: 'smallint', nullable: true })
  priority: number | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;

  @Column({ type: 'timestamptz', nullable: true })
  started_at: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  finished_at: Date | null;
}
