import type { Fields } from '../common/fields';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../common/errors';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { IdPipe } from '../common/http/validation';
import { AcceptedTaskDto } from '../queue/task.dto';
import { SyncDto } from './dto/run-query.dto';
import { RunCommands } from './run-commands';
import { WorkflowErrors } from './workflow.errors';

/** Stands under Repositories for its callers; runs are what it brings. */
@ApiTags('Repositories')
@Controller('api/v2/repositories/connections')
export class SyncController {
  constructor(private readonly commands: RunCommands) {}

  @Post(':id/sync')
  @Endpoint({
    expensive: true,
    summary: "Backfill a repository's workflow runs",
    description: 'Reads the newest runs from the forge in the background. Runs known already are not doubled.',
    status: 202,
    response: AcceptedTaskDto,
    errors: [CommonErrors.notFound, WorkflowErrors.noForgeAccess],
  })
  async sync(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() body: SyncDto,
  ): Promise<Fields<AcceptedTaskDto>> {
    return AcceptedTaskDto.of(await this.commands.startSync(caller.userId, id, body));
  }
}
