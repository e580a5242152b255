import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDemoGitHub, type DemoGitHub } from '../demo/github/server';
import { newId } from '../src/common/ids';
import { Fernet } from '../src/common/crypto/fernet';
import { freePort } from '../src/free-port';
import { startServer, startWorker, startReference, type Server } from './support/child';
import { startBenchDatabase, type BenchDatabase } from './support/database';
import { addOwner, addReader, PAGES, readOnce, watch, type Owner } from './support/people';
import { sendSteadily } from './support/steady-sender';
import { table } from './support/table';

/**
 * What people feel while much goes on: connecting repositories, reading while deliveries come in and a thousand people watch,
 * and how soon those are told. Each row has a reference measured in the same run, since all share this machine.
 */
const CLIENTS = Number(process.env.LOAD_CLIENTS ?? 1_000);
const SECONDS = Number(process.env.LOAD_SECONDS ?? 30);
const RATE = Number(process.env.LOAD_RATE ?? 30);
const REPOSITORIES = Number(process.env.LOAD_REPOSITORIES ?? 40);
const PER_USER = 100;
const AT_ONCE = 10;

interface Row {
  readonly what: string;
  readonly of: readonly number[];
  readonly reference: { readonly what: string; readonly of: readonly number[] };
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;
}

/** Milliseconds of each, so many at once. */
async function timed(count: number, work: (at: number) => Promise<void>): Promise<readonly number[]> {
  const times: number[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const at = next++;
      const began = performance.now();
      await work(at);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return times;
}

async function call(url: string, token: string, method: string, body?: object): Promise<void> {
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url} was answered ${answer.status}: ${text}`);
}

/** Connecting, hook and all, against the two calls of the forge that no way of connecting can do without. */
async function connecting(database: BenchDatabase, server: Server, github: DemoGitHub, reader: string): Promise<Row> {
  const forgeToken = github.oauthToken('dana', ['repo', 'workflow', 'read:user']);
  const encrypted = new Fernet([database.encryptionKey]).encrypt(forgeToken);
  await database.client.query(
    `insert into oauth_connections (id, user_id, provider, provider_user_id, provider_username, access_token, scopes)
     select $1, user_id, 'github', '1', 'dana', $2, '{repo,workflow,read:user}' from repository_connections where id = $3`,
    [newId(), encrypted, database.connectionId],
  );
  for (let at = 0; at < REPOSITORIES; at += 1) await github.createRepository(`dana/load-${at}`, { files: { a: 'b' } });
  const hook = { name: 'web', events: ['workflow_run'], config: { url: 'http://127.0.0.1:1/' } };
  const reference = await timed(REPOSITORIES, async (at) => {
    await call(`${github.url}/repos/dana/load-${at}`, forgeToken, 'GET');
    await call(`${github.url}/repos/dana/load-${at}/hooks`, forgeToken, 'POST', hook);
  });
  const of = await timed(REPOSITORIES, (at) =>
    call(`${server.url}/api/v2/repositories/connect`, reader, 'POST', {
      provider: 'github',
      repository_full_name: `dana/load-${at}`,
    }),
  );
  return {
    what: `connect a repository, ${AT_ONCE} at once`,
    of,
    reference: { what: 'its 2 forge calls alone', of: reference },
  };
}

/** The pages in turn, and between two of them the cheapest route of the same process. */
async function reading(
  url: string,
  token: string,
  goesOn: () => boolean,
): Promise<{ of: number[]; reference: number[] }> {
  const [of, reference]: [number[], number[]] = [[], []];
  for (let turn = 0; goesOn(); turn += 1) {
    of.push(await readOnce(url, token, PAGES[turn % PAGES.length] ?? PAGES[0]));
    reference.push(await readOnce(url, token, '/health/live'));
    await sleep(250);
  }
  return { of, reference };
}

const during = (seconds: number): (() => boolean) => {
  const until = performance.now() + seconds * 1000;
  return () => performance.now() < until;
};

async function underLoad(
  database: BenchDatabase,
  server: Server,
  bare: Server,
  reader: string,
): Promise<{ rows: Row[]; lost: number }> {
  const owners: Owner[] = [];
  while (owners.length < Math.ceil(CLIENTS / PER_USER)) owners.push(await addOwner(database, owners.length));
  /** When each watcher heard of a run's end, by owner and run. */
  const heard = owners.map((): Map<string, number[]> => new Map());
  for (let opened = 0; opened < CLIENTS; opened += owners.length) {
    await Promise.all(
      owners.map(({ token }, at) =>
        watch(server.url, token, (text) => {
          for (const [, runId = ''] of text.matchAll(/event: run\.updated[^]*?"run_id": ?"(\w+)"/g))
            heard[at]?.set(runId, [...(heard[at].get(runId) ?? []), performance.now()]);
        }),
      ),
    );
  }
  const goesOn = during(SECONDS);
  const [read, reference, ...sent] = await Promise.all([
    reading(server.url, reader, goesOn),
    sendSteadily(bare.url, database, { rate: RATE, goesOn, path: '/hook' }),
    ...owners.map((owner) => sendSteadily(server.url, owner, { rate: RATE / owners.length, goesOn })),
  ]);
  const perOwner = Math.ceil(CLIENTS / owners.length);
  const isTold = (): boolean =>
    sent.every(({ sentAt }, at) =>
      [...sentAt.keys()].every((runId) => (heard[at]?.get(runId)?.length ?? 0) >= perOwner),
    );
  for (const patience = during(60); !isTold() && patience();) await sleep(100);
  const told = sent.flatMap(({ sentAt }, at) =>
    [...sentAt].flatMap(([runId, began]) =>
      (heard[at]?.get(runId) ?? []).slice(0, perOwner).map((when) => when - began),
    ),
  );
  const wanted = sent.reduce((sum, { sentAt }) => sum + sentAt.size * perOwner, 0);
  const refused = sent.reduce((sum, each) => sum + each.refused, 0);
  return {
    rows: [
      {
        what: `read the API, ${RATE}/s coming in, ${CLIENTS} watching`,
        of: read.of,
        reference: { what: '/health/live then', of: read.reference },
      },
      {
        what: 'a delivery meanwhile',
        of: sent.flatMap(({ answers }) => answers),
        reference: { what: 'bare Fastify + HMAC then', of: reference.answers },
      },
      {
        what: `told to each of ${perOwner} watchers`,
        of: told,
        reference: { what: 'a delivery meanwhile', of: sent.flatMap(({ answers }) => answers) },
      },
    ],
    lost: wanted - told.length + refused,
  };
}

function print(rows: readonly Row[]): void {
  const ms = (values: readonly number[], q: number): string => quantile(values, q).toFixed(1);
  console.log(
    `\nLoad of the machine ${loadavg()[0]?.toFixed(1) ?? '?'}; senders, watchers, server, worker and PostgreSQL share it.\n`,
  );
  console.log(
    table(
      ['', 'count', 'p50 ms', 'p99 ms', 'reference', 'its p50 ms', 'p50 ÷ it'],
      rows.map(({ what, of, reference }) => [
        what,
        String(of.length),
        ms(of, 0.5),
        ms(of, 0.99),
        reference.what,
        ms(reference.of, 0.5),
        (quantile(of, 0.5) / quantile(reference.of, 0.5)).toFixed(1),
      ]),
    ),
  );
}

async function main(): Promise<boolean> {
  const github = await startDemoGitHub();
  const database = await startBenchDatabase();
  const servers: Server[] = [];
  try {
    const settings = {
      DATABASE_URL: database.url,
      OAUTH_TOKEN_ENCRYPTION_KEY: database.encryptionKey,
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'error',
      GITHUB_BASE_URL: github.url,
      GITHUB_API_URL: github.url,
      GITHUB_OAUTH_CLIENT_ID: github.oauthApp.clientId,
      GITHUB_OAUTH_CLIENT_SECRET: github.oauthApp.clientSecret,
      FORGE_WRITE_INTERVAL_MS: '0',
    };
    const port = await freePort('127.0.0.1', 0);
    const server = await startServer(settings, port);
    servers.push(server, await startWorker(settings));
    const bare = await startReference('bench/support/bare-server', { BENCH_SECRET: database.secret });
    servers.push(bare);
    const reader = await addReader(database);
    const rows: Row[] = [await connecting(database, server, github, reader)];
    const quiet = await reading(server.url, reader, during(SECONDS / 3));
    rows.push({
      what: 'read the API, nothing else',
      of: quiet.of,
      reference: { what: '/health/live then', of: quiet.reference },
    });
    const busy = await underLoad(database, server, bare, reader);
    print([...rows, ...busy.rows]);
    console.log(`\nEvents and deliveries missing: ${busy.lost}`);
    return busy.lost === 0;
  } finally {
    for (const server of servers.reverse()) await server.stop();
    await database.stop();
    await github.close();
  }
}

main().then(
  (isWhole) => process.exit(isWhole ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
