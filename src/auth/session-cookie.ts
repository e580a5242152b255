import type { CookieSerializeOptions } from '@fastify/cookie';
import type { AuthConfig } from '../config/config';

/** Name of the cookie that carries a session. */
export const SESSION_COOKIE = 'dff_session';

/**
 * Out of reach of scripts and of other sites' forms. Lax and not Strict: a person coming back from the forge must
 * arrive logged in.
 */
export function sessionCookieOptions(config: AuthConfig): CookieSerializeOptions {
  return {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: config.secureCookies,
    maxAge: config.sessionDays * 86_400,
  };
}
