import { queryOptions } from '@tanstack/react-query';
import { api, basePath, succeed, unwrap, type Schemas } from './client';
import { KEYS } from './keys';
import { ApiError } from './problem';

export type User = Schemas['UserDto'];

/** Who is signed in; refused with 401 when nobody is. */
export const meQuery = queryOptions({
  queryKey: [KEYS.me],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v2/auth/me', { signal })),
  staleTime: 60_000,
  retry: false,
});

export async function signIn(email: string, password: string): Promise<void> {
  await unwrap(api.POST('/api/v2/auth/login', { body: { email, password } }));
}

/** Makes the account; nobody is signed in by that. */
export async function register(email: string, password: string, fullName: string): Promise<void> {
  const body = { email, password, ...(fullName === '' ? {} : { full_name: fullName }) };
  await unwrap(api.POST('/api/v2/auth/register', { body }));
}

/** How people sign in here. */
export const methodsQuery = queryOptions({
  queryKey: [KEYS.me, 'methods'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v2/auth/methods', { signal })),
  staleTime: Infinity,
});

export type Identity = Schemas['IdentityDto'];

/** Who the caller is at issuers. */
export const identitiesQuery = queryOptions({
  queryKey: [KEYS.credentials, 'identities'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v2/auth/identities', { signal })),
});

/** With the password, where the account has one. */
export async function unlink(id: string, password: string | null): Promise<void> {
  const body = password === null ? {} : { current_password: password };
  await succeed(api.POST('/api/v2/auth/identities/{id}/unlink', { params: { path: { id } }, body }));
}

/** Leaves for the issuer's page, and comes back to `path` of this page. */
export async function goSignIn(path: string, wish: Omit<Schemas['BeginSignInDto'], 'return_to'> = {}): Promise<void> {
  const body = { ...wish, return_to: `${basePath.replace(/\/$/, '')}${path}` };
  const { authorization_url } = await unwrap(api.POST('/api/v2/auth/oidc/authorize', { body }));
  window.location.assign(authorization_url);
}

/** Returns where the issuer that let the person in signs them out, if it was one. A session that had ended is signed out. */
export async function signOut(): Promise<string | null> {
  try {
    return (await unwrap(api.POST('/api/v2/auth/logout'))).end_session_url;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}
