import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, CommonErrors } from '../../common/errors';
import { Endpoint } from '../../common/http/endpoint';
import { FORM_TYPE, formOf } from '../../common/http/forms';
import { AuthErrors } from '../auth.errors';
import { clientOf } from '../login-throttle';
import { IssuerLogoutService } from './issuer-logout.service';

@ApiTags('Accounts')
@Controller('api/v2/auth/oidc')
export class IssuerLogoutController {
  constructor(private readonly logouts: IssuerLogoutService) {}

  @Post('backchannel-logout')
  @ApiConsumes(FORM_TYPE)
  @ApiBody({
    required: true,
    schema: {
      type: 'object',
      required: ['logout_token'],
      properties: {
        logout_token: { type: 'string', example: 'eyJhbGciOiJSUzI1NiIsInR5cCI6ImxvZ291dCtqd3QifQ.e30.c2ln' },
      },
    },
  })
  @Endpoint({
    summary: 'End sessions that ended at the issuer',
    description:
      'For the issuer of single sign-on, not for people: OpenID Connect Back-Channel Logout 1.0. A logout token that the issuer ' +
      'signed is all it takes; it is taken once. Sessions of its `sid` end, or all of its `sub`.',
    public: true,
    input: false,
    errors: [
      ...[AuthErrors.oidcLogoutRejected, AuthErrors.oidcNotConfigured],
      ...[CommonErrors.rateLimited, CommonErrors.unsupportedMediaType, CommonErrors.bodyTooLarge],
    ],
  })
  async end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    void reply.header('cache-control', 'no-store');
    // Whatever else the form holds is to be ignored.
    const tokens = formOf(request).getAll('logout_token');
    if (tokens.length !== 1 || tokens[0] === undefined) throw new AppError(AuthErrors.oidcLogoutRejected);
    await this.logouts.end(tokens[0], clientOf(request, reply));
  }
}
