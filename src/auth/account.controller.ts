import { Body, Controller, Get, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { AuthConfig } from '../config/config';
import { AccountService } from './account.service';
import { AuthErrors } from './auth.errors';
import { LoginDto, LogoutDto, RegisterDto, UpdateMeDto, UserDto } from './dto/account.dto';
import { clientOf } from './login-throttle';
import { SESSION_COOKIE, sessionCookieOptions } from './session-cookie';

@ApiTags('Accounts')
@Controller('api/v2/auth')
export class AccountController {
  constructor(
    private readonly accounts: AccountService,
    private readonly config: AuthConfig,
  ) {}

  @Post('register')
  @Endpoint({
    summary: 'Register',
    description: 'The first account of an installation is its admin. `REGISTRATION=closed` takes only that one.',
    status: 201,
    response: UserDto,
    public: true,
    errors: [
      ...[AuthErrors.emailTaken, AuthErrors.registrationClosed, AuthErrors.passwordLoginClosed],
      CommonErrors.rateLimited,
    ],
  })
  async register(
    @Body() body: RegisterDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<UserDto>> {
    const input = { email: body.email, password: body.password, fullName: body.full_name ?? null };
    return UserDto.of(await this.accounts.register(input, clientOf(request, reply)));
  }

  @Post('login')
  @Endpoint({
    summary: 'Log in',
    description: 'Sets the session cookie. Throttled per account and per address.',
    response: UserDto,
    public: true,
    errors: [
      ...[AuthErrors.wrongCredentials, AuthErrors.passwordLoginClosed, AuthErrors.deactivated],
      CommonErrors.rateLimited,
    ],
  })
  async login(
    @Body() body: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<UserDto>> {
    const { user, sessionToken } = await this.accounts.login(body, clientOf(request, reply));
    void reply.setCookie(SESSION_COOKIE, sessionToken, sessionCookieOptions(this.config));
    return UserDto.of(user);
  }

  @Post('logout')
  @Endpoint({
    summary: 'Log out',
    description:
      'Ends this session and removes its cookie. With an API token nothing ends. Who came by single sign-on is still signed ' +
      'in at the issuer: `end_session_url` is where a browser ends that, too.',
    response: LogoutDto,
    input: false,
  })
  async logout(
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<LogoutDto>> {
    const endSessionUrl = await this.accounts.logout(caller);
    void reply.clearCookie(SESSION_COOKIE, { path: '/' });
    return { success: true, end_session_url: endSessionUrl };
  }

  @Get('me')
  @Endpoint({ summary: 'Show your account', response: UserDto, input: false })
  async me(@Caller() caller: Principal): Promise<Fields<UserDto>> {
    return UserDto.of(await this.accounts.me(caller));
  }

  @Patch('me')
  @Endpoint({
    summary: 'Change your account',
    description:
      'A new `email` or `password` needs `current_password`. A new password ends every other session; API tokens stay.',
    response: UserDto,
    errors: [AuthErrors.wrongPassword, AuthErrors.noPassword, AuthErrors.emailTaken, CommonErrors.rateLimited],
  })
  async update(
    @Caller() caller: Principal,
    @Body() body: UpdateMeDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<UserDto>> {
    const change = {
      ...(body.full_name === undefined ? {} : { fullName: body.full_name }),
      ...(body.email === undefined ? {} : { email: body.email }),
      ...(body.password === undefined ? {} : { password: body.password }),
      ...(body.current_password === undefined ? {} : { currentPassword: body.current_password }),
    };
    return UserDto.of(await this.accounts.update(caller, change, clientOf(request, reply)));
  }
}
