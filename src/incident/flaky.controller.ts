import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { FlakyListDto, FlakyListQuery, FlakyStatisticDto } from './dto/flaky.dto';
import { FlakyService } from './flaky.service';

/** Beside the runs it speaks of, though the verdicts it rests on are ours. */
@ApiTags('Workflows')
@Controller('api/v2/workflows')
export class FlakyController {
  constructor(private readonly flaky: FlakyService) {}

  @Get('flaky')
  @Endpoint({
    summary: 'List flaky and broken jobs and tests',
    description:
      'Those that failed in the last 30 days, each with its counts, the newest known first. Over all branches unless `branch` names one.',
    response: FlakyListDto,
    errors: [CommonErrors.invalidCursor],
  })
  async list(@Caller() caller: Principal, @Query() query: FlakyListQuery): Promise<Fields<FlakyListDto>> {
    const filter = {
      connectionId: query.repository_connection_id ?? null,
      branch: query.branch ?? '',
      state: query.state ?? null,
      workflow: query.workflow ?? null,
    };
    const { items, total, nextCursor } = await this.flaky.list(caller.userId, filter, query);
    const statistics = items.map(({ row, repository }) => FlakyStatisticDto.of(row, repository));
    return { statistics, total, next_cursor: nextCursor };
  }
}
