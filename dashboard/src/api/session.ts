import { queryOptions } from '@tanstack/react-query';
import { api, succeed, unwrap, type Schemas } from './client';
import { KEYS } from './keys';

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

export async function register(email: string, password: string, fullName: string): Promise<void> {
  const body = { email, password, ...(fullName === '' ? {} : { full_name: fullName }) };
  await unwrap(api.POST('/api/v2/auth/register', { body }));
  await signIn(email, password);
}

export async function signOut(): Promise<void> {
  await succeed(api.POST('/api/v2/auth/logout'));
}
