import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../../common/errors';
import type { Fields } from '../../common/fields';
import { Endpoint } from '../../common/http/endpoint';
import { Caller, type Principal } from '../../common/http/principal';
import { IdPipe } from '../../common/http/validation';
import { UsageDto, UsageQuery } from './usage.dto';
import { UsageService } from './usage.service';

const COUNTED =
  'By day (UTC) and by what a request costs; refused ones (429) are counted apart. What other processes counted in the last five ' +
  'seconds may be missing, and a process that is killed loses as much. Kept for `USAGE_RETENTION_DAYS`.';

@ApiTags('Usage')
@Controller('api/v2')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Get('usage')
  @Endpoint({ summary: 'Show how often you asked', description: COUNTED, response: UsageDto })
  async own(@Caller() caller: Principal, @Query() query: UsageQuery): Promise<Fields<UsageDto>> {
    return UsageDto.of(await this.usage.of(caller.userId, query, query.by === 'token'));
  }

  @Get('users/:id/usage')
  @Endpoint({
    summary: 'Show how often an account asked',
    description: COUNTED,
    admin: true,
    response: UsageDto,
    errors: [CommonErrors.notFound],
  })
  async ofUser(@Param('id', IdPipe) id: string, @Query() query: UsageQuery): Promise<Fields<UsageDto>> {
    return UsageDto.of(await this.usage.of(id, query, query.by === 'token'));
  }
}
