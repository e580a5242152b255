import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CommonErrors } from '../../common/errors';
import type { Fields } from '../../common/fields';
import { Endpoint } from '../../common/http/endpoint';
import { Caller, type Principal } from '../../common/http/principal';
import { IdPipe } from '../../common/http/validation';
import { AuthErrors } from '../auth.errors';
import { IdentityDto, IdentityListDto, UnlinkIdentityDto } from '../dto/identity.dto';
import { clientOf } from '../login-throttle';
import { IdentityService } from './identity.service';

@ApiTags('Accounts')
@Controller('api/v2/auth/identities')
export class IdentityController {
  constructor(private readonly identities: IdentityService) {}

  @Get()
  @Endpoint({
    summary: 'List who you are at issuers of single sign-on',
    description: 'Oldest first, all at once: an account has one at each issuer at most.',
    response: IdentityListDto,
    input: false,
  })
  async list(@Caller() caller: Principal): Promise<Fields<IdentityListDto>> {
    return { identities: (await this.identities.list(caller)).map((each) => IdentityDto.of(each)) };
  }

  @Post(':id/unlink')
  @Endpoint({
    summary: 'Unlink single sign-on',
    description:
      'That person of the issuer opens your account no more, and the sessions they opened end, but for the one that asks. Needs ' +
      '`current_password`; an account without one, or where no passwords are taken, must have signed in within ten minutes.',
    status: 204,
    errors: [
      ...[CommonErrors.notFound, CommonErrors.rateLimited],
      ...[AuthErrors.lastSignIn, AuthErrors.signInAgain, AuthErrors.wrongPassword],
    ],
  })
  async unlink(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() body: UnlinkIdentityDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.identities.unlink(caller, id, body.current_password ?? '', clientOf(request, reply));
  }
}
