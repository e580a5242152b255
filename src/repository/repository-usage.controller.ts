import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { IdPipe } from '../common/http/validation';
import { ForgeLimitDto, RepositoryUsageDto, RepositoryUsageQuery, UsedRepositoryDto } from './dto/repository-usage.dto';
import { RepositoryUsageService } from './repository-usage.service';

const COUNTED =
  'By connected repository and day (UTC), with the limit that an admin set and where the present hour stands. What other processes ' +
  'counted in the last five seconds may be missing, and a process that is killed loses as much. Kept for `USAGE_RETENTION_DAYS`. Calls ' +
  'of no repository (lists of repositories, connecting one, looks whether the account still works) are in `/usage/forges` only.';

@ApiTags('Usage')
@Controller('api/v2')
export class RepositoryUsageController {
  constructor(private readonly usage: RepositoryUsageService) {}

  @Get('usage/repositories')
  @Endpoint({
    summary: 'Show how often forges were called for your repositories',
    description: COUNTED,
    response: RepositoryUsageDto,
  })
  async own(@Caller() caller: Principal, @Query() query: RepositoryUsageQuery): Promise<Fields<RepositoryUsageDto>> {
    return RepositoryUsageDto.of(await this.usage.of(caller.userId, query, query.repository_connection_id));
  }

  @Get('users/:id/usage/repositories')
  @Endpoint({
    summary: 'Show how often forges were called for the repositories of an account',
    description: COUNTED,
    admin: true,
    response: RepositoryUsageDto,
    errors: [CommonErrors.notFound],
  })
  async ofUser(
    @Param('id', IdPipe) id: string,
    @Query() query: RepositoryUsageQuery,
  ): Promise<Fields<RepositoryUsageDto>> {
    return RepositoryUsageDto.of(await this.usage.of(id, query, query.repository_connection_id));
  }

  @Put('users/:id/usage/repositories/:connection/limit')
  @Endpoint({
    summary: 'Set how often a forge may be called for a repository',
    description:
      'So that a busy repository leaves the others of the same account some of the forge’s limit. When the hour is used up, background ' +
      'tasks wait until it is over, without losing a try, and who asks by hand gets 429. What has begun is finished. Null takes ' +
      'the limit away.',
    admin: true,
    response: UsedRepositoryDto,
    errors: [CommonErrors.notFound],
  })
  async setLimit(
    @Param('id', IdPipe) id: string,
    @Param('connection', IdPipe) connection: string,
    @Body() { calls_per_hour: callsPerHour }: ForgeLimitDto,
  ): Promise<Fields<UsedRepositoryDto>> {
    return UsedRepositoryDto.of(await this.usage.setLimit(id, connection, callsPerHour));
  }
}
