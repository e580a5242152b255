import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { authorize } from '../../demo/gitlab/authorize';
import { startDemoGitLab, type DemoGitLab } from '../../demo/gitlab/server';
import type { ForgeDriver } from '../../src/forge/forge';
import { createGitLabDriver, type GitLabSettings } from '../../src/forge/gitlab/driver';
import { download } from '../../src/forge/wire/http';
import { Network } from '../../src/forge/wire/network';
import { testCertificate } from '../support/certificate';

const VERIFIER = 'a-verifier-of-forty-three-characters-or-more';
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;
const close = (server: { close(done: () => void): unknown }): Promise<void> =>
  new Promise(
    (resolve) =>
      void server.close(() => {
        resolve();
      }),
  );

describe('a forge with a certificate of its own CA', () => {
  const { cert, key } = testCertificate();
  let gitlab: DemoGitLab;
  /** TLS before the stand-in, as an operator's proxy does it. */
  const front = createTlsServer({ cert, key }, (secured) => {
    const plain = connect(Number(new URL(gitlab.url).port), '127.0.0.1');
    secured.pipe(plain).pipe(secured);
    // A client that hangs up is no fault of the server's.
    secured.on('error', () => plain.destroy());
    plain.on('error', () => secured.destroy());
  });
  const driver = (ca: string | null): ForgeDriver => {
    const settings: GitLabSettings = {
      baseUrl: `https://localhost:${portOf(front)}`,
      ...gitlab.oauthApp,
      redirectUri: 'http://localhost:4567/callback',
      scopes: ['api'],
      requestTimeoutMs: 10_000,
      userAgent: 'devflowfix-test',
      ca,
    };
    return createGitLabDriver(settings);
  };
  beforeAll(async () => {
    gitlab = await startDemoGitLab();
    await new Promise<void>((resolve) => front.listen(0, 'localhost', resolve));
  });
  afterAll(async () => {
    await gitlab.close();
    await close(front);
  });

  it('is refused without it, by the name of the setting that helps', async () => {
    const attempt = driver(null)
      .connect({ accessToken: gitlab.token('dana') })
      .account();

    await expect(attempt).rejects.toMatchObject({
      kind: 'unavailable',
      reason: expect.stringMatching(/^certificate not trusted .*GITLAB_CA_FILE/) as unknown,
    });
  });

  it('is reached with it by every kind of call: OAuth, the API, and the download of a trace', async () => {
    const project = await gitlab.createProject('acme/tls', { files: { 'README.md': '# TLS\n' } });
    const pipeline = gitlab.pipelines.create({ project: 'acme/tls', jobs: [{ name: 'build', log: 'built over TLS' }] });
    await gitlab.idle();
    const trusted = driver(cert);
    const url = new URL(
      trusted.oauth.authorizationUrl({
        state: 's',
        codeChallenge: createHash('sha256').update(VERIFIER).digest('base64url'),
      }),
    );
    // The consent page is the browser's; its trust is none of ours.
    const callback = new URL(
      await authorize({ authorizationUrl: `${gitlab.url}${url.pathname}${url.search}`, login: 'dana' }),
    );

    const grant = await trusted.oauth.exchangeCode({
      code: callback.searchParams.get('code') ?? '',
      codeVerifier: VERIFIER,
    });
    const client = trusted.connect(grant);
    const repository = { externalId: String(project.id), path: 'acme/tls' };
    const run = { externalId: String(pipeline.id), attempt: 1 };
    const jobs = await client.listJobs(repository, run.externalId, 1);
    let log = '';
    await client.readLogs(repository, run, jobs, async ({ bytes }) => {
      for await (const chunk of bytes) log += Buffer.from(chunk).toString('utf8');
    });

    expect(await client.account()).toMatchObject({ username: 'dana' });
    expect(log).toContain('built over TLS');
  });
});

describe('where the answers of a forge lead', () => {
  const seen: { readonly at: string; readonly authorization: string | undefined }[] = [];
  let target = '';
  const note = (at: string, request: IncomingMessage): void => {
    seen.push({ at, authorization: request.headers.authorization });
  };
  const home: Server = createServer((request: IncomingMessage, answer: ServerResponse) => {
    note(`home ${request.url ?? ''}`, request);
    if (request.url === '/start') answer.writeHead(302, { location: target }).end();
    else answer.end('from home');
  });
  const storage: Server = createServer((request, answer) => {
    note('storage', request);
    answer.end('from storage');
  });
  beforeAll(async () => {
    for (const server of [home, storage]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await close(home);
    await close(storage);
  });
  beforeEach(() => {
    seen.length = 0;
  });
  const asking = (url: string) => ({ forge: 'gitlab', url, headers: {}, authorization: 'Bearer secret' }) as const;
  const follow = async (to: string, allowPrivateTargets: boolean | null): Promise<string> => {
    target = to;
    const url = `http://127.0.0.1:${portOf(home)}/start`;
    const network = new Network({ allowPrivateTargets, home: url });
    return (await download(network, asking(url), 10_000)).text();
  };

  it.each([
    ['another port of the same machine', () => `http://127.0.0.1:${portOf(storage)}/`],
    ['a name of this machine', () => `http://localhost:${portOf(storage)}/`],
    ['the metadata of a cloud', () => 'http://169.254.169.254/latest/meta-data/'],
    ['a private network in an IPv6 coat', () => 'http://[::ffff:10.0.0.1]/'],
    ['a number that is an address', () => `http://2130706433:${portOf(storage)}/`],
  ])('is not followed to %s, and the error says what permits it', async (_what, to) => {
    await expect(follow(to(), false)).rejects.toMatchObject({
      kind: 'rejected',
      reason: 'redirected into a private network; FORGE_PRIVATE_TARGETS=allow permits it',
    });
    expect(seen.map(({ at }) => at)).toEqual(['home /start']);
  });

  it('is followed on the forge’s own origin, wherever its operator put that, with the credential', async () => {
    expect(await follow('/elsewhere', false)).toBe('from home');
    expect(seen.map(({ authorization }) => authorization)).toEqual(['Bearer secret', 'Bearer secret']);
  });

  it('is followed into a private network where the operator says so, without the credential', async () => {
    expect(await follow(`http://localhost:${portOf(storage)}/`, true)).toBe('from storage');
    expect(seen).toEqual([
      { at: 'home /start', authorization: 'Bearer secret' },
      { at: 'storage', authorization: undefined },
    ]);
  });

  it('is followed into a private network where the forge lies in one, but never to the metadata of a cloud', async () => {
    expect(await follow(`http://localhost:${portOf(storage)}/`, null)).toBe('from storage');
    expect(seen.at(-1)).toEqual({ at: 'storage', authorization: undefined });
    await expect(follow('http://169.254.169.254/latest/meta-data/', null)).rejects.toMatchObject({ kind: 'rejected' });
  });

  it('is not followed into a private network from a forge on the public internet', async () => {
    target = `http://localhost:${portOf(storage)}/`;
    const network = new Network({ home: 'https://93.184.215.14' });
    const forged = download(network, asking(`http://127.0.0.1:${portOf(home)}/start`), 10_000);

    await expect(forged).rejects.toMatchObject({ kind: 'rejected' });
  });
});
