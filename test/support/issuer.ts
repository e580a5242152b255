import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';
import type { Configuration } from 'oidc-provider';

/** What the issuer says of a person, by their `sub`. */
export type People = Record<string, Readonly<Record<string, unknown>>>;

/** A real OpenID provider on localhost. */
export interface TestIssuer {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who has an account there; tests change it. */
  readonly people: People;
  /** Requests it took, by path. */
  readonly seen: string[];
  /** Answers that many coming requests to paths that begin so with this status instead. */
  fail(path: string, status: number): void;
  /** Does this before it answers the next request to a path that begins so. */
  meanwhile(path: string, act: () => Promise<unknown>): void;
  /** As a person in front of a browser: logs in there and agrees; returns where the issuer sends the browser back to. */
  visit(authorizationUrl: string, sub: string, cookies?: Cookies): Promise<URL>;
  /** The same person signs out there; what they were signed in to is told by the back channel, if this issuer has one. */
  signOut(cookies: Cookies): Promise<void>;
  /** A logout token of this issuer with these claims besides its own; one that is null is left out. */
  logoutToken(claims: Readonly<Record<string, unknown>>, signing?: Signing): Promise<string>;
  /** What the back channel was answered: statuses. */
  readonly told: number[];
  close(): Promise<void>;
}

/** What a browser keeps of the issuer. */
export type Cookies = Map<string, string>;

/** How a token is signed; by the issuer's own key as `logout+jwt` unless told. */
export interface Signing {
  readonly alg?: string;
  readonly typ?: string;
  readonly key?: KeyObject | Uint8Array;
}

const CLIENT = { clientId: 'devflowfix', clientSecret: 'issuer-client-secret-4b1f' };

/**
 * Starts one that knows this service by `publicUrl`. Its clock is the real one. With `backChannel` it tells the service, at
 * this origin, of people who sign out.
 */
export async function startIssuer(publicUrl: string, backChannel: string | null = null): Promise<TestIssuer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people: People = {};
  const seen: string[] = [];
  const faults: { path: string; status: number }[] = [];
  const acts: { path: string; act: () => Promise<unknown> }[] = [];
  const told: number[] = [];
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = await makeProvider(url, { publicUrl, backChannel, people, told, privateKey });
  const handle = provider.callback();
  const next = <T extends { path: string }>(kept: T[], pathname: string): T | undefined => {
    const at = kept.findIndex(({ path }) => pathname.startsWith(path));
    return at === -1 ? undefined : kept.splice(at, 1)[0];
  };
  server.on('request', (request, response) => {
    const { pathname } = new URL(request.url ?? '/', url);
    seen.push(pathname);
    const fault = next(faults, pathname);
    if (fault !== undefined) response.writeHead(fault.status).end();
    else void Promise.resolve(next(acts, pathname)?.act()).then(() => handle(request, response));
  });
  return {
    ...{ url, people, seen, told, ...CLIENT },
    fail: (path, status) => faults.push({ path, status }),
    meanwhile: (path, act) => acts.push({ path, act }),
    visit: (authorizationUrl, sub, cookies = new Map()) => visit(authorizationUrl, sub, publicUrl, cookies),
    signOut: (cookies) => signOut(url, cookies),
    logoutToken: (claims, signing = {}) => logoutToken(url, claims, { key: privateKey, ...signing }),
    close: () => closed(server),
  };
}

interface Making {
  readonly publicUrl: string;
  readonly backChannel: string | null;
  readonly people: People;
  readonly told: number[];
  readonly privateKey: KeyObject;
}

async function makeProvider(
  issuer: string,
  { publicUrl, backChannel, people, told, privateKey }: Making,
): Promise<Provider> {
  const configuration: Configuration = {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [`${publicUrl}/api/v2/auth/oidc/callback`],
        post_logout_redirect_uris: [`${publicUrl}/sign-in`],
        ...(backChannel === null
          ? {}
          : {
              backchannel_logout_uri: `${backChannel}/api/v2/auth/oidc/backchannel-logout`,
              backchannel_logout_session_required: true,
            }),
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    findAccount: (_context, sub) => {
      const claims = people[sub];
      return claims === undefined ? undefined : { accountId: sub, claims: () => ({ sub, ...claims }) };
    },
    pkce: { required: () => true },
    cookies: { keys: ['test'] },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
    // Its forms for people who try it out: any login is taken, any consent is asked for.
    features: {
      devInteractions: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      backchannelLogout: { enabled: backChannel !== null },
    },
    // Its own way refuses addresses of this machine.
    fetch: async (address, options) => {
      const answer = await fetch(address, { ...options, dispatcher: undefined } as RequestInit);
      if (new Request(address).url.endsWith('/backchannel-logout')) told.push(answer.status);
      return answer;
    },
  };
  return quietly(async () => {
    const { Provider: Made } = await import('oidc-provider');
    return new Made(issuer, configuration);
  });
}

/** It warns on the console that these are no settings for production, and that it would rather have a newer Node. */
async function quietly<T>(make: () => Promise<T>): Promise<T> {
  const { info, warn } = console;
  Object.assign(console, { info: () => undefined, warn: () => undefined });
  try {
    return await make();
  } finally {
    Object.assign(console, { info, warn });
  }
}

/** Follows redirects, keeps cookies and sends the forms that stand in the way, until the browser is sent home. */
async function visit(authorizationUrl: string, sub: string, home: string, cookies: Cookies): Promise<URL> {
  let [url, body] = [new URL(authorizationUrl), undefined as URLSearchParams | undefined];
  for (let steps = 0; steps < 20; steps++) {
    if (url.href.startsWith(`${home}/`)) return url;
    const response = await ask(url, cookies, body);
    const page = await response.text();
    const location = response.headers.get('location');
    const [, action, prompt] = /action="([^"]+)"[\s\S]*?name="prompt" value="(\w+)"/.exec(page) ?? [];
    if (location === null && action === undefined) throw new Error(`the issuer answered ${response.status}: ${page}`);
    url = new URL(location ?? action ?? '', url);
    body = location === null ? new URLSearchParams({ prompt: prompt ?? '', login: sub, password: 'any' }) : undefined;
  }
  throw new Error('the issuer sends the browser round in circles');
}

/** As a browser asks: with its cookies, and keeping those it gets. */
async function ask(url: URL, cookies: Cookies, body?: URLSearchParams): Promise<Response> {
  const response = await fetch(url, {
    redirect: 'manual',
    headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    ...(body === undefined ? {} : { method: 'POST', body }),
  });
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    cookies.set(name, value);
  }
  return response;
}

async function signOut(issuer: string, cookies: Cookies): Promise<void> {
  const page = await (await ask(new URL('/session/end', issuer), cookies)).text();
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const done = await ask(
    new URL('/session/end/confirm', issuer),
    cookies,
    new URLSearchParams({ xsrf, logout: 'yes' }),
  );
  if (done.status >= 400) throw new Error(`the issuer did not sign out: ${done.status}`);
}

async function logoutToken(
  issuer: string,
  claims: Readonly<Record<string, unknown>>,
  { alg = 'RS256', typ = 'logout+jwt', key }: Signing,
): Promise<string> {
  const { SignJWT } = await import('jose');
  const now = Math.floor(Date.now() / 1000);
  const all: Readonly<Record<string, unknown>> = {
    ...{ iss: issuer, aud: CLIENT.clientId, iat: now, exp: now + 120, jti: randomUUID() },
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    ...claims,
  };
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
  return new SignJWT(kept).setProtectedHeader({ alg, typ }).sign(key ?? new Uint8Array());
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
