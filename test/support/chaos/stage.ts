import { cpSync } from 'node:fs';
import path from 'node:path';
import { Fernet } from '../../../src/common/crypto/fernet';
import { freePort } from '../../../src/free-port';
import { build } from '../built-process';
import { newFolder, removeFolders } from '../embedded-processes';
import { startBalancer, type Balancer } from './balancer';
import { createStormDatabase, startChaosServer, type ChaosServer } from './chaos-database';
import { Fleet, type FleetPlan } from './fleet';
import type { Door } from '../../../bench/support/storm-plan';
import { until } from './until';

/** A database, who works on it, and the doors its deliveries come to. */
export interface Site {
  readonly url: string;
  readonly doors: readonly Door[];
  /** API token of the doors' owner. */
  readonly token: string;
  readonly fleet: Fleet;
}

/** Everything the suite runs: the fleet in the storm behind a balancer, and a pair that has it calm. */
export interface Stage extends Site {
  readonly server: ChaosServer;
  readonly balancer: Balancer;
  readonly calm: Site;
  close(): Promise<void>;
}

/** Twenty times the balancer's interval. */
const DRAIN = '2';
/** Half the clocks are right, and no two of the others agree. */
const SKEWS = { 'serve-2': -3 * 60_000, 'worker-2': 4 * 60_000, 'worker-3': -2 * 60_000 };

export interface StageOptions {
  /** Repositories that deliver, in the storm and in the calm. */
  readonly doors: number;
  readonly calmDoors: number;
  /** Goes to the processes in the storm. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts it all. */
export async function openStage({ doors: count, calmDoors, environment }: StageOptions): Promise<Stage> {
  await build();
  const folder = newFolder();
  const server = await startChaosServer(path.join(folder, 'data'));
  const encryptionKey = Fernet.generateKey();
  const site = async (
    name: string,
    wanted: number,
    plan: Pick<FleetPlan, 'roles' | 'environment' | 'skews'>,
  ): Promise<Site> => {
    const { url, doors, token } = await createStormDatabase(server, name, { encryptionKey, doors: wanted });
    const settings = {
      DATABASE_URL: url,
      OAUTH_TOKEN_ENCRYPTION_KEY: encryptionKey,
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'info',
      FORGE_WRITE_INTERVAL_MS: '0',
      ...plan.environment,
    };
    return {
      url,
      doors,
      token,
      fleet: await Fleet.plan({ ...plan, folder: path.join(folder, name), environment: settings }),
    };
  };
  const port = await freePort('127.0.0.1', 0);
  const storm = await site('storm', count, {
    roles: ['serve', 'serve', 'worker', 'worker', 'worker'],
    environment: { PUBLIC_URL: `http://127.0.0.1:${port}`, DRAIN_SECONDS: DRAIN, ...environment },
    skews: SKEWS,
  });
  // One task at a time: what is told first is done first.
  const calm = await site('calm', calmDoors, { roles: ['start'], environment: { WORKER_CONCURRENCY: '1' } });
  const end = async (): Promise<void> => {
    await Promise.all([storm.fleet.end('SIGKILL'), calm.fleet.end('SIGKILL')]);
    await server.stop();
    const keep = process.env.CHAOS_LOGS;
    if (keep !== undefined)
      cpSync(folder, keep, { recursive: true, filter: (file) => !file.startsWith(path.join(folder, 'data')) });
    await removeFolders();
  };
  try {
    await Promise.all([storm.fleet.start(), calm.fleet.start()]);
    const balancer = await startBalancer(
      storm.fleet.servers.map((member) => member.url),
      port,
    );
    await until(() => balancer.ready() === storm.fleet.servers.length, 'all servers ready');
    const close = async (): Promise<void> => {
      await balancer.close();
      await end();
    };
    return { ...storm, server, balancer, calm, close };
  } catch (error) {
    await end();
    throw error;
  }
}
