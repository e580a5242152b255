import { Logger as NestLoggerFacade } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { markInOneGo } from './collector';
import { createLogger } from './common/logging/logger';
import { Draining } from './common/http/draining';
import type { Config } from './config/config';
import { prepare, type Foundation } from './foundation';

/** What a process does: answer HTTP, run tasks, or both. */
export type Role = 'http' | 'tasks';

/** A running process and the way to end it. */
export interface Running {
  readonly url: string | null;
  /** Drains: no new requests or tasks, waits for running ones, then stops the database if it is ours. */
  stop(): Promise<void>;
}

/** Starts a process in the given roles and stops it cleanly on SIGTERM and SIGINT. */
export async function start(roles: readonly Role[]): Promise<Running> {
  const startedAt = performance.now();
  markInOneGo();
  const foundation = await prepare({
    log: (message) => {
      process.stderr.write(`${message}\n`);
    },
  });
  const { embedded } = foundation;
  const logger = createLogger(foundation.config.log);
  try {
    const { TaskRunner } = await import('./queue/task.runner.js');
    const { nest, config } = await (roles.includes('http') ? open(foundation, logger) : openAside(foundation, logger));
    if (roles.includes('tasks')) await nest.get(TaskRunner).start();
    const stop = once(async () => {
      await nest.close();
      // Last: whoever still drains needs it.
      await embedded?.stop();
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        logger.info({ signal }, 'stopping');
        // Ctrl-C is a person who waits; SIGTERM comes from what also looks at /health/ready.
        const grace = signal === 'SIGTERM' && roles.includes('http') ? config.http.drainMs : 0;
        const drained = nest.get(Draining).last(grace);
        drained.then(stop).then(
          () => process.exit(0),
          (error: unknown) => {
            logger.error({ error }, 'stopping failed');
            process.exit(1);
          },
        );
      });
    }
    const url = roles.includes('http') ? config.http.publicUrl : null;
    const listensAside = url === null && config.http.workerPort !== null;
    new NestLoggerFacade('Start').log(
      {
        url: url ?? undefined,
        docs: url === null ? undefined : `${url}/docs`,
        health: listensAside ? `${await nest.getUrl()}/health/ready` : undefined,
        roles,
        node: process.version,
        database: embedded === null ? 'DATABASE_URL' : `embedded (${embedded.how})`,
        ms: Math.round(performance.now() - startedAt),
      },
      'DevFlowFix is ready',
    );
    return { url, stop };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** More losses in a row than this are no race any more. */
const PORT_RACES = 5;

/** What a process that serves nobody answers, where it is asked to: whether it is well, and what it counted. */
const ASIDE: ReadonlySet<string> = new Set(['/health/live', '/health/ready', '/metrics']);

async function openAside({ config }: Foundation, logger: Logger): Promise<Opened> {
  const { createApp } = await import('./app.js');
  const { nest } = await createApp(config, { logger, routes: ASIDE });
  if (config.http.workerPort !== null) await nest.listen(config.http.workerPort, config.http.host);
  return { nest, config };
}

interface Opened {
  readonly nest: NestFastifyApplication;
  readonly config: Config;
}

/**
 * The application, listening. A port that was free a moment ago may be another process' by now (several
 * started at once); unless PORT was set, the next free one does as well.
 */
async function open({ config: first, elsewhere }: Foundation, logger: Logger): Promise<Opened> {
  // Loaded only now: a setting that is wrong is said at once, and who never runs it does not wait for it.
  const { createApp } = await import('./app.js');
  let config = first;
  for (let race = 1; ; race += 1) {
    const { nest } = await createApp(config, { logger });
    try {
      await nest.listen(config.http.port, config.http.host);
      return { nest, config };
    } catch (error) {
      await nest.close();
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || elsewhere === null || race > PORT_RACES) throw error;
      config = await elsewhere();
    }
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => (running ??= work());
}
