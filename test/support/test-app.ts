import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createApp } from '../../src/app';
import { Fernet } from '../../src/common/crypto/fernet';
import { createLogger } from '../../src/common/logging/logger';
import { buildConfig } from '../../src/config/config';
import { Database } from '../../src/database/database';
import { freePort } from '../../src/free-port';
import { TaskRunner } from '../../src/queue/task.runner';
import { ApiClient } from './api-client';
import { FakeClock } from './fake-clock';
import { sharedOpenApiCheck } from './openapi-check';
import { createTestDatabase } from './test-database';

export interface TestAppOptions {
  /** Origin of the GitHub stand-in; its default OAuth app is used. */
  readonly githubUrl?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Keys of stored secrets; one made for the test unless told. */
  readonly encryptionKeys?: readonly string[];
  /** Use this database instead of a fresh one (it is then not dropped). */
  readonly databaseUrl?: string;
}

/** The whole application over HTTP with a database of its own; tasks run only in `drain`. */
export interface TestApp {
  readonly nest: NestFastifyApplication;
  readonly url: string;
  readonly databaseUrl: string;
  readonly openApi: OpenAPIObject;
  readonly clock: FakeClock;
  readonly db: Database;
  /** Everything logged so far. */
  readonly logs: string[];
  /** A caller without credentials. */
  client(): ApiClient;
  /** A caller logged in as a new user. */
  user(email?: string): Promise<ApiClient>;
  /** Runs all due tasks and what they cause. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

let users = 0;

/** Starts the application as production would build it, with debug logs kept in memory. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database =
    options.databaseUrl === undefined
      ? await createTestDatabase()
      : { url: options.databaseUrl, drop: () => Promise.resolve() };
  const github = options.githubUrl;
  const environment = {
    GITHUB_OAUTH_CLIENT_ID: 'demo-client-id',
    GITHUB_OAUTH_CLIENT_SECRET: 'demo-client-secret',
    LOG_LEVEL: 'debug',
    // The stand-in has no secondary limits but those a test asks for.
    FORGE_WRITE_INTERVAL_MS: '0',
    // Tests ask quicker than people; those of the limits set their own.
    ...{
      RATE_LIMIT_READ: '1000000',
      RATE_LIMIT_WRITE: '1000000',
      RATE_LIMIT_EXPENSIVE: '1000000',
      RATE_LIMIT_WEBHOOK: '1000000',
    },
    ...(github === undefined ? {} : { GITHUB_BASE_URL: github, GITHUB_API_URL: github }),
    ...options.environment,
  };
  const config = buildConfig(environment, process.cwd(), {
    databaseUrl: database.url,
    port: Number(options.environment?.PORT ?? (await freePort('127.0.0.1', 0))),
    encryptionKeys: options.encryptionKeys ?? [Fernet.generateKey()],
    terminal: false,
  });
  const logs: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logs.push(chunk.toString('utf8'));
      done();
    },
  });
  const clock = new FakeClock();
  const app = await createApp(config, { logger: createLogger(config.log, sink), clock });
  const { nest } = app;
  await nest.listen(config.http.port, config.http.host);
  const check = sharedOpenApiCheck(() => app.openApi);
  // Not the public address, which a test may set to one that leads nowhere.
  const url = `http://${config.http.host}:${config.http.port}`;
  const client = (): ApiClient => new ApiClient(url, check);
  return {
    nest,
    url,
    databaseUrl: database.url,
    get openApi() {
      return app.openApi;
    },
    clock,
    db: nest.get(Database),
    logs,
    client,
    user: async (email = `user-${++users}@example.test`) => {
      const caller = client();
      const password = 'correct horse battery staple';
      const registered = await caller.post('/api/v2/auth/register', { email, password });
      if (registered.status !== 201) throw new Error(`registering failed: ${JSON.stringify(registered.body)}`);
      const loggedIn = await caller.post('/api/v2/auth/login', { email, password });
      if (loggedIn.status !== 200) throw new Error(`logging in failed: ${JSON.stringify(loggedIn.body)}`);
      return caller;
    },
    drain: () => nest.get(TaskRunner).drain(),
    close: async () => {
      await nest.close();
      await database.drop();
    },
  };
}
