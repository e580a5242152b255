import { Body, Controller, Delete, Get, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { IdPipe } from '../common/http/validation';
import { AuthErrors } from './auth.errors';
import { ChangeUserDto, EndedSessionsDto, ListedUserDto, UserListDto, UserListQuery } from './dto/user-admin.dto';
import { OwnLimitsDto } from './dto/limits.dto';
import { UserAdminService } from './user-admin.service';

@ApiTags('Accounts')
@Controller('api/v2/users')
export class UserAdminController {
  constructor(private readonly admin: UserAdminService) {}

  @Get()
  @Endpoint({ summary: 'List accounts', admin: true, response: UserListDto, errors: [CommonErrors.invalidCursor] })
  async list(@Query() query: UserListQuery): Promise<Fields<UserListDto>> {
    const { items, nextCursor } = await this.admin.list(query.search ?? null, query);
    return { users: items.map((row) => ListedUserDto.of(row)), next_cursor: nextCursor };
  }

  @Delete('sessions')
  @Endpoint({
    summary: 'End all sessions',
    description: 'Everybody has to log in anew, but for the session that asks. API tokens stay.',
    admin: true,
    response: EndedSessionsDto,
    input: false,
  })
  async endAllSessions(@Caller() caller: Principal): Promise<Fields<EndedSessionsDto>> {
    return { ended: await this.admin.endAllSessions(caller) };
  }

  @Get(':id')
  @Endpoint({
    summary: 'Show an account',
    admin: true,
    response: ListedUserDto,
    input: false,
    errors: [CommonErrors.notFound],
  })
  async get(@Param('id', IdPipe) id: string): Promise<Fields<ListedUserDto>> {
    return ListedUserDto.of(await this.admin.get(id));
  }

  @Patch(':id')
  @Endpoint({
    summary: 'Change a role, deactivate an account, or open it again',
    description:
      'A deactivated account ends its sessions, its API tokens open nothing, and nobody logs in. What forges deliver for its ' +
      'repositories is taken and recorded; what would have to be asked or written there in its name waits until it is open again. The last active admin stays one. With `OIDC_ADMIN_GROUP` the issuer gives the role anew at each sign-in.',
    admin: true,
    response: ListedUserDto,
    errors: [CommonErrors.notFound, AuthErrors.lastAdmin, AuthErrors.ownAccount],
  })
  async change(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() body: ChangeUserDto,
  ): Promise<Fields<ListedUserDto>> {
    const change = {
      ...(body.role === undefined ? {} : { role: body.role }),
      ...(body.active === undefined ? {} : { active: body.active }),
    };
    return ListedUserDto.of(await this.admin.change(caller, id, change));
  }

  @Put(':id/limits')
  @Endpoint({
    summary: 'Set the request limits of an account',
    description:
      'Replaces what was set before: a limit that is null or absent is the one of the settings. They count from the next request ' +
      'on, over all processes; the standard headers (`RateLimit-Policy`) show them.',
    admin: true,
    response: ListedUserDto,
    errors: [CommonErrors.notFound],
  })
  async setLimits(@Param('id', IdPipe) id: string, @Body() body: OwnLimitsDto): Promise<Fields<ListedUserDto>> {
    const { read = null, write = null, expensive = null } = body;
    return ListedUserDto.of(await this.admin.setLimits(id, { read, write, expensive }));
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Close an account',
    description:
      'Deletes it with everything that is its own: repositories, runs, incidents, tokens, audit events. Its hooks and tokens at ' +
      'forges are taken away first, as far as those answer. There is no way back.',
    admin: true,
    status: 204,
    input: false,
    errors: [CommonErrors.notFound, AuthErrors.lastAdmin, AuthErrors.ownAccount],
  })
  async close(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<void> {
    await this.admin.close(caller, id);
  }

  @Delete(':id/sessions')
  @Endpoint({
    summary: 'End the sessions of an account',
    admin: true,
    status: 204,
    input: false,
    errors: [CommonErrors.notFound],
  })
  async endSessions(@Param('id', IdPipe) id: string): Promise<void> {
    await this.admin.endSessions(id);
  }
}
