import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import type { Fields } from '../common/fields';
import { IsMoment } from '../common/http/moment';
import { PageDto, PageQuery } from '../common/http/paging';
import { TASK_STATUSES, type TaskEntity, type TaskStatus } from './task.entity';

export class TaskErrorDto {
  @ApiProperty({ example: 'forge.unavailable' })
  code: string;

  @ApiProperty({ example: 'the forge answered: unavailable' })
  message: string;
}

/** Progress of something that was answered 202. */
export class TaskDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000001' })
  id: string;

  @ApiProperty({ example: 'workflow.sync' })
  kind: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: '0198c0de-0000-7000-8000-000000000002',
    description:
      'The connected repository it is about; null for work on none or on several, and where it is not known.',
  })
  repository_connection_id: string | null;

  @ApiProperty({ enum: TASK_STATUSES, example: 'running' })
  status: TaskStatus;

  @ApiProperty({ minimum: 0, maximum: 100, example: 40 })
  progress: number;

  @ApiProperty({ type: String, nullable: true, example: 'page 2' })
  current_step: string | null;

  @ApiProperty({ example: 1 })
  attempts: number;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { runs: 12 } })
  result: unknown;

  @ApiProperty({ type: TaskErrorDto, nullable: true })
  error: Fields<TaskErrorDto> | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-22T10:00:01.000Z' })
  started_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  finished_at: string | null;

  static of(row: TaskEntity): Fields<TaskDto> {
    return {
      id: row.id,
      kind: row.kind,
      repository_connection_id: row.repository_connection_id,
      status: row.status,
      progress: row.progress,
      current_step: row.current_step,
      attempts: row.attempts,
      result: row.result,
      error: row.error,
      created_at: row.created_at.toISOString(),
      started_at: row.started_at?.toISOString() ?? null,
      finished_at: row.finished_at?.toISOString() ?? null,
    };
  }
}

/** The answer of every operation that goes on in the background. */
export class AcceptedTaskDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000001' })
  task_id: string;

  @ApiProperty({ example: '/api/v2/tasks/0198c0de-0000-7000-8000-000000000001' })
  status_url: string;

  static of(taskId: string): Fields<AcceptedTaskDto> {
    return { task_id: taskId, status_url: `/api/v2/tasks/${taskId}` };
  }
}

export class TaskListDto extends PageDto {
  @ApiProperty({ type: [TaskDto] })
  tasks: Fields<TaskDto>[];
}

/** What tasks are picked by, in a query and in a body. */
const Kind = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ required: false, maxLength: 200, example: 'webhook.process' }),
    IsOptional(),
    IsString(),
    MaxLength(200),
  );
const OfConnection = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      required: false,
      format: 'uuid',
      example: '0198c0de-0000-7000-8000-000000000002',
      description: 'Only what is about this connected repository, and tells so in `repository_connection_id`.',
    }),
    IsOptional(),
    IsUUID(),
  );
const Since = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      required: false,
      format: 'date-time',
      example: '2026-11-22T00:00:00Z',
      description: 'Made then or later.',
    }),
    IsOptional(),
    IsMoment(),
  );

export class TaskListQuery extends PageQuery {
  @ApiProperty({ enum: TASK_STATUSES, required: false })
  @IsOptional()
  @IsIn(TASK_STATUSES)
  status?: TaskStatus;

  @Kind()
  kind?: string;

  @OfConnection()
  repository_connection_id?: string;

  @Since()
  since?: Date;
}

/** Tasks in one go at most: each is a statement or two, in one transaction. */
export const MAX_REPLAYED = 100;

/** Which dead tasks run again. Without fields: all that the caller may see. */
export class ReplayTasksDto {
  @Kind()
  kind?: string;

  @OfConnection()
  repository_connection_id?: string;

  @Since()
  since?: Date;

  @ApiProperty({ required: false, minimum: 1, maximum: MAX_REPLAYED, default: MAX_REPLAYED, example: 50 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_REPLAYED)
  limit?: number;
}

export class ReplayedTasksDto {
  @ApiProperty({
    type: [TaskDto],
    description: 'In the order in which they were made; each may be followed by its id.',
  })
  tasks: Fields<TaskDto>[];

  @ApiProperty({ example: false, description: 'More dead tasks fit; ask again for the next.' })
  has_more: boolean;
}
