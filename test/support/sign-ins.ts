import type { ApiAnswer, ApiClient } from './api-client';
import type { Cookies, TestIssuer } from './issuer';
import { startTestApp, type TestApp } from './test-app';

/** An account, as the API answers it. */
export interface Member {
  readonly id: string;
  readonly email: string;
  readonly full_name: string | null;
  readonly role: string;
  readonly has_password: boolean;
}
export interface Begun {
  readonly authorization_url: string;
}

/** Where people reach the service, as far as the issuer knows. */
export const HOME = 'http://devflowfix.test';
export const JSON_ONLY = { headers: { accept: 'application/json' } };

type Values = Readonly<Record<string, unknown>>;

/** The application with an issuer, on a database of its own unless one is given. */
export function openWithIssuer(
  issuer: TestIssuer,
  environment: Readonly<Record<string, string>>,
  databaseUrl?: string,
): Promise<TestApp> {
  return startTestApp({
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    environment: {
      PUBLIC_URL: HOME,
      OIDC_ISSUER: issuer.url,
      OIDC_CLIENT_ID: issuer.clientId,
      OIDC_CLIENT_SECRET: issuer.clientSecret,
      OIDC_NAME: 'Example Corp',
      ...environment,
    },
  });
}

/** People who go to the issuer and come back. */
export class SignIns {
  constructor(private readonly issuer: TestIssuer) {}

  /** Somebody the issuer knows; returns their `sub`. */
  person(sub: string, claims: Values = {}): string {
    this.issuer.people[sub] = { email: `${sub}@example.test`, email_verified: true, name: `P ${sub}`, ...claims };
    return sub;
  }

  /** Returns the callback the browser was sent to; it is not sent yet. */
  async visit(caller: ApiClient, sub: string, body: Values = {}, cookies?: Cookies): Promise<string> {
    const begun = await caller.post<Begun>('/api/v2/auth/oidc/authorize', body);
    const back = await this.issuer.visit(begun.body.authorization_url, sub, cookies);
    return back.pathname + back.search;
  }

  async signIn(caller: ApiClient, sub: string, body: Values = {}, cookies?: Cookies): Promise<ApiAnswer<Member>> {
    return caller.get<Member>(await this.visit(caller, sub, body, cookies), JSON_ONLY);
  }
}
