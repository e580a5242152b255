import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Fields } from '../common/fields';
import { CommonErrors } from '../common/errors';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { IdPipe } from '../common/http/validation';
import { MAX_REPLAYED, ReplayedTasksDto, ReplayTasksDto, TaskDto, TaskListDto, TaskListQuery } from './task.dto';
import { TaskErrors } from './task.errors';
import { TaskService } from './task.service';

@ApiTags('Tasks')
@Controller('api/v2/tasks')
export class TaskController {
  constructor(private readonly tasks: TaskService) {}

  @Get()
  @Endpoint({
    summary: 'List background tasks',
    description: 'Tasks you started that answered 202, and tasks that died. Admins see dead system tasks too.',
    response: TaskListDto,
    errors: [CommonErrors.invalidCursor],
  })
  async list(@Caller() caller: Principal, @Query() query: TaskListQuery): Promise<Fields<TaskListDto>> {
    const page = await this.tasks.list(
      caller,
      {
        status: query.status ?? null,
        kind: query.kind ?? null,
        connectionId: query.repository_connection_id ?? null,
        since: query.since ?? null,
      },
      query,
    );
    return { tasks: page.items.map((row) => TaskDto.of(row)), next_cursor: page.nextCursor };
  }

  @Post('replay')
  @Endpoint({
    summary: 'Run dead tasks again',
    description:
      'Those that fit, the oldest first, up to `limit`. May be asked again: what runs or waits is not dead any more. Tasks of kinds that this version does not know stay dead.',
    status: 202,
    response: ReplayedTasksDto,
  })
  async replayMany(@Caller() caller: Principal, @Body() wanted: ReplayTasksDto): Promise<Fields<ReplayedTasksDto>> {
    const { tasks, hasMore } = await this.tasks.replayMany(caller, {
      kind: wanted.kind ?? null,
      connectionId: wanted.repository_connection_id ?? null,
      since: wanted.since ?? null,
      limit: wanted.limit ?? MAX_REPLAYED,
    });
    return { tasks: tasks.map((row) => TaskDto.of(row)), has_more: hasMore };
  }

  @Get(':id')
  @Endpoint({
    summary: 'Show the progress of a task',
    response: TaskDto,
    input: false,
    errors: [CommonErrors.notFound],
  })
  async get(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<Fields<TaskDto>> {
    return TaskDto.of(await this.tasks.get(caller, id));
  }

  @Post(':id/replay')
  @Endpoint({
    summary: 'Run a dead task again',
    status: 202,
    response: TaskDto,
    input: false,
    errors: [CommonErrors.notFound, TaskErrors.notDead, TaskErrors.unknownKind],
  })
  async replay(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<Fields<TaskDto>> {
    return TaskDto.of(await this.tasks.replay(caller, id));
  }
}
