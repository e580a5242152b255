import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { PageQuery } from '../common/http/paging';
import { IdPipe } from '../common/http/validation';
import { ApiTokenDto, ApiTokenListDto } from './dto/credential.dto';
import { TokenLimitsDto } from './dto/limits.dto';
import { TokenLimitsService } from './token-limits.service';

@ApiTags('Accounts')
@Controller('api/v2/users')
export class TokenAdminController {
  constructor(private readonly limits: TokenLimitsService) {}

  @Get(':id/tokens')
  @Endpoint({
    summary: 'List the API tokens of an account',
    description: 'What they are called and may ask; a token itself is kept nowhere.',
    admin: true,
    response: ApiTokenListDto,
    errors: [CommonErrors.notFound, CommonErrors.invalidCursor],
  })
  async list(@Param('id', IdPipe) id: string, @Query() query: PageQuery): Promise<Fields<ApiTokenListDto>> {
    const { items, nextCursor } = await this.limits.list(id, query);
    return { tokens: items.map((token) => ApiTokenDto.of(token)), next_cursor: nextCursor };
  }

  @Put(':id/tokens/:token/limits')
  @Endpoint({
    summary: 'Set the request limits of an API token of an account',
    description:
      'Replaces what an admin set before; null or absent: none is set. The owner cannot take it back, the token made by its ' +
      'rotation has it too, and what the account may ask holds in any case. They count from its next request on, over all processes.',
    admin: true,
    response: ApiTokenDto,
    errors: [CommonErrors.notFound],
  })
  async setLimits(
    @Param('id', IdPipe) id: string,
    @Param('token', IdPipe) token: string,
    @Body() body: TokenLimitsDto,
  ): Promise<Fields<ApiTokenDto>> {
    const { read = null, write = null, expensive = null } = body;
    return ApiTokenDto.of(await this.limits.setAsAdmin(id, token, { read, write, expensive }));
  }
}
