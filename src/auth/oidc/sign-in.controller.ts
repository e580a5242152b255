import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, CommonErrors } from '../../common/errors';
import type { Fields } from '../../common/fields';
import { Endpoint } from '../../common/http/endpoint';
import { AuthConfig, HttpConfig } from '../../config/config';
import { AccountService } from '../account.service';
import { AuthErrors } from '../auth.errors';
import { Callers } from '../callers';
import { UserDto } from '../dto/account.dto';
import { BeginSignInDto, BegunSignInDto, SignInMethodsDto } from '../dto/sign-in.dto';
import { clientOf } from '../login-throttle';
import { SESSION_COOKIE, sessionCookieOptions } from '../session-cookie';
import { SignInService, type SignedIn } from './sign-in.service';
import { VISIT_COOKIE_PATH, VISIT_LIFETIME_MS, visitCookieName } from './visit-cookie';

const text = { type: 'string' } as const;

/** True for programs; a browser asks for HTML too. */
function wantsJson(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return accept.includes('application/json') && !accept.includes('text/html');
}

@ApiTags('Accounts')
@Controller('api/v2/auth')
export class SignInController {
  constructor(
    private readonly signIn: SignInService,
    private readonly accounts: AccountService,
    private readonly callers: Callers,
    private readonly http: HttpConfig,
    private readonly auth: AuthConfig,
  ) {}

  @Get('methods')
  @Endpoint({ summary: 'Tell how people sign in', response: SignInMethodsDto, public: true, input: false })
  methods(): Fields<SignInMethodsDto> {
    const { password, registration, oidcName } = this.signIn.methods();
    return { password, registration, oidc_name: oidcName };
  }

  @Post('oidc/authorize')
  @Endpoint({
    summary: 'Begin to sign in by single sign-on',
    description:
      'Answers the address to send the browser to, and sets an HttpOnly cookie that binds the visit to this browser, for ' +
      'ten minutes. With `link` the account you are logged in with is linked instead.',
    response: BegunSignInDto,
    public: true,
    errors: [
      ...[AuthErrors.oidcNotConfigured, AuthErrors.oidcUnavailable, AuthErrors.wrongPassword, AuthErrors.noPassword],
      ...[CommonErrors.unauthenticated, CommonErrors.rateLimited],
    ],
  })
  async authorize(
    @Body() body: BeginSignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<BegunSignInDto>> {
    const userId = body.link === true ? await this.provenUser(body.current_password ?? '', request, reply) : null;
    const begun = await this.signIn.begin(
      { returnTo: body.return_to ?? '/', userId, otherAccount: body.other_account === true },
      clientOf(request, reply),
    );
    void reply.setCookie(visitCookieName(begun.state), begun.cookie, {
      path: VISIT_COOKIE_PATH,
      httpOnly: true,
      // The issuer's page leads back here by a link, which Lax lets pass.
      sameSite: 'lax',
      secure: this.auth.secureCookies,
      maxAge: VISIT_LIFETIME_MS / 1000,
    });
    return BegunSignInDto.of(begun);
  }

  @Get('oidc/callback')
  @ApiQuery({ name: 'state', required: false, schema: text, example: 'b1zP4xvS2TgM0Yc9ZqK6uJtW' })
  @ApiQuery({ name: 'code', required: false, schema: text, example: '0123456789abcdef0123' })
  @ApiQuery({ name: 'error', required: false, schema: text, example: 'access_denied' })
  @ApiHeader({ name: 'Accept', required: false, schema: text, example: 'application/json' })
  @ApiProduces('application/json')
  @Endpoint({
    summary: 'Finish signing in',
    description:
      'Where the issuer sends the browser back to. Sets the session cookie and redirects to `return_to`, or to the sign-in ' +
      'page with the `code` of an error; after a visit to link an account to `return_to` with `link=success`, or `link=error` and ' +
      'the `code`. With `Accept: application/json` the outcome is the answer.',
    response: UserDto,
    public: true,
    input: false,
    errors: [
      ...[
        AuthErrors.oidcNotConfigured,
        AuthErrors.oidcUnavailable,
        AuthErrors.oidcStateInvalid,
        AuthErrors.oidcExpired,
        CommonErrors.unauthenticated,
      ],
      ...[AuthErrors.oidcDenied, AuthErrors.oidcRejected, AuthErrors.oidcNotAllowed, AuthErrors.oidcNoEmail],
      ...[AuthErrors.oidcAccountExists, AuthErrors.oidcTaken, AuthErrors.registrationClosed, AuthErrors.deactivated],
    ],
  })
  @ApiResponse({
    status: 302,
    description: 'Back to the page that began, unless JSON is asked for.',
    headers: { location: { schema: { type: 'string', format: 'uri' } } },
  })
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const given = (request.query as Readonly<Record<string, unknown>>).state;
    const state = typeof given === 'string' && given !== '' ? given : null;
    const name = state === null ? null : visitCookieName(state);
    const signedIn = await this.signIn.finish(
      {
        state,
        query: request.url.split('?')[1] ?? '',
        cookie: name === null ? undefined : request.cookies[name],
        caller: await this.callers.bySession(request),
      },
      clientOf(request, reply),
    );
    if (name !== null) void reply.clearCookie(name, { path: VISIT_COOKIE_PATH });
    void reply.header('cache-control', 'no-store');
    if (signedIn.outcome === 'in') {
      void reply.setCookie(SESSION_COOKIE, signedIn.sessionToken, sessionCookieOptions(this.auth));
    }
    if (!wantsJson(request)) await reply.redirect(this.pageOf(signedIn), 302);
    else if (signedIn.outcome === 'failed') throw signedIn.error;
    else await reply.status(200).send(UserDto.of(signedIn.user));
  }

  private pageOf(signedIn: SignedIn): string {
    const { outcome, returnTo, forLink } = signedIn;
    const target = new URL(returnTo, this.http.publicUrl);
    if (forLink) {
      // Who asked was signed in, and still is: the page that asked says how it went.
      target.searchParams.set('link', outcome === 'in' ? 'success' : 'error');
      if (outcome === 'failed') target.searchParams.set('code', signedIn.error.code);
      return target.href;
    }
    if (outcome === 'in') return target.href;
    const query = new URLSearchParams({
      code: signedIn.error.code,
      ...(returnTo === '/' ? {} : { return_to: returnTo }),
    });
    return `${this.http.publicUrl}/sign-in?${query.toString()}`;
  }

  /** Who is logged in, and has just said the password: a session somebody found must not become a way in for good. */
  private async provenUser(password: string, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const caller = await this.callers.bySession(request);
    if (caller === null) throw new AppError(CommonErrors.unauthenticated);
    await this.accounts.checkPassword(await this.accounts.me(caller), password, clientOf(request, reply));
    return caller.userId;
  }
}
