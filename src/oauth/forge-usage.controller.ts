import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { DayRangeQuery } from '../common/http/day-range';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { IdPipe } from '../common/http/validation';
import { ForgeUsageDto } from './dto/forge-usage.dto';
import { ForgeUsageService } from './forge-usage.service';

const COUNTED =
  'By connection and day (UTC), beside the rate limit the forge told last. What other processes counted in the last five seconds ' +
  'may be missing, and a process that is killed loses as much. Kept for `USAGE_RETENTION_DAYS`.';

@ApiTags('Usage')
@Controller('api/v2')
export class ForgeUsageController {
  constructor(private readonly usage: ForgeUsageService) {}

  @Get('usage/forges')
  @Endpoint({ summary: 'Show how often your forges were called', description: COUNTED, response: ForgeUsageDto })
  async own(@Caller() caller: Principal, @Query() query: DayRangeQuery): Promise<Fields<ForgeUsageDto>> {
    return ForgeUsageDto.of(await this.usage.of(caller.userId, query));
  }

  @Get('users/:id/usage/forges')
  @Endpoint({
    summary: 'Show how often the forges of an account were called',
    description: COUNTED,
    admin: true,
    response: ForgeUsageDto,
    errors: [CommonErrors.notFound],
  })
  async ofUser(@Param('id', IdPipe) id: string, @Query() query: DayRangeQuery): Promise<Fields<ForgeUsageDto>> {
    return ForgeUsageDto.of(await this.usage.of(id, query));
  }
}
