import http from 'node:http';
import type { Emulator } from 'emulate';
import { z } from 'zod';
import type { Seed } from './options';
import { userSchema } from './payloads';
import type { User } from './payloads';

/** What the emulator answered, body unread. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** A request to the emulator. `as` is a login, or null for an anonymous call. */
export interface UpstreamRequest {
  readonly as: string | null;
  readonly method: string;
  readonly path: string;
  readonly body?: Buffer | object | undefined;
  readonly accept?: string | undefined;
}

// The emulator stops a token after 5,000 calls; we mint the next one before that.
const CALLS_PER_TOKEN = 4_500;
const tokenSchema = z.object({ access_token: z.string() });

/** The emulator behind the proxy, spoken to over HTTP only. */
export class Upstream {
  private readonly tokens = new Map<string, { value: Promise<string>; calls: number }>();

  /** `host:port` the emulator writes into its links. */
  private readonly ownHost: string;
  /** It listens on IPv4 only, whatever `localhost` may mean here. */
  private readonly address: string;
  private shownHost: string;

  private constructor(private readonly emulator: Emulator) {
    this.ownHost = new URL(emulator.url).host;
    this.address = `http://127.0.0.1:${new URL(emulator.url).port}`;
    this.shownHost = this.ownHost;
  }

  /** Starts an emulator on a free port. */
  static async start(seed: Required<Seed>): Promise<Upstream> {
    const github = {
      users: seed.users.map((user) => ({ ...user })),
      orgs: seed.organizations.map(({ login, members }) => ({
        login,
        name: login,
        members: members.map((member) => ({ login: member, role: 'admin' })),
      })),
    };
    // The package exports nothing to require().
    const { createEmulator } = await import('emulate');
    return new Upstream(await createEmulator({ service: 'github', port: 0, seed: { github } }));
  }

  /** From now on every link in an answer names this origin instead of the emulator's. */
  presentAs(origin: string): void {
    this.shownHost = new URL(origin).host;
  }

  async request({ as, method, path, body, accept }: UpstreamRequest): Promise<UpstreamAnswer> {
    const headers: Record<string, string> = { accept: accept ?? 'application/json' };
    if (as !== null) headers.authorization = `Bearer ${await this.token(as)}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const payload = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    const answer = await send(this.address + path, method, headers, payload);
    const isJson = (answer.headers.get('content-type') ?? '').includes('json');
    return isJson ? { ...answer, body: this.present(answer.body) } : answer;
  }

  /** A call that has to succeed; its JSON answer read through `schema`. */
  async call<T>(schema: z.ZodType<T>, request: UpstreamRequest): Promise<T> {
    const answer = await this.request(request);
    const text = answer.body.toString('utf8');
    if (answer.status >= 300) throw new Error(`emulator: ${request.method} ${request.path}: ${answer.status} ${text}`);
    return schema.parse(text === '' ? null : JSON.parse(text));
  }

  /** A person, or an organisation, by login. */
  async user(login: string): Promise<User> {
    const person = await this.request({ as: null, method: 'GET', path: `/users/${login}` });
    if (person.status === 200) return userSchema.parse(JSON.parse(person.body.toString('utf8')));
    return this.call(userSchema, { as: null, method: 'GET', path: `/orgs/${login}` });
  }

  async close(): Promise<void> {
    await this.emulator.close();
  }

  /** The emulator could be told its public origin, but then it no longer tells its port. */
  private present(body: Buffer): Buffer {
    return Buffer.from(body.toString('utf8').replaceAll(this.ownHost, this.shownHost));
  }

  private async token(login: string): Promise<string> {
    let token = this.tokens.get(login);
    if (!token || token.calls >= CALLS_PER_TOKEN) {
      token = { value: this.mint(login), calls: 0 };
      this.tokens.set(login, token);
    }
    token.calls += 1;
    return token.value;
  }

  private async mint(login: string): Promise<string> {
    const redirectUri = 'http://localhost/callback';
    const scope = 'repo,user,workflow';
    const form = { login, redirect_uri: redirectUri, scope, state: '', client_id: '' };
    const picked = await this.postForm('/login/oauth/callback', form);
    const code = new URL(picked.headers.get('location') ?? redirectUri).searchParams.get('code') ?? '';
    const answer = await this.postForm('/login/oauth/access_token', { code, client_id: '', client_secret: '' });
    const token = tokenSchema.safeParse(JSON.parse(answer.body.toString('utf8')));
    if (!token.success) throw new Error(`no person named ${login} is seeded`);
    return token.data.access_token;
  }

  private postForm(path: string, form: Record<string, string>): Promise<UpstreamAnswer> {
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    return send(this.address + path, 'POST', headers, Buffer.from(new URLSearchParams(form).toString()));
  }
}

/**
 * One request on a connection of its own: a kept one may be closed by the emulator just as it is used again, whenever
 * this process was busy for longer than the emulator waits.
 */
function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  body: Buffer | undefined,
): Promise<UpstreamAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: headersOf(response), body: Buffer.concat(chunks) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function headersOf(response: http.IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) headers.set(name, [value ?? ''].flat().join(', '));
  return headers;
}
