import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger as Pino } from 'pino';
import pretty from 'pino-pretty';
import type { LogConfig } from '../../config/config';
import { redact, redactValue } from '../../diagnosis/log/redact';
import { currentContext } from '../request-context';

/** An error in the log: what it is and where it came from, without the values some libraries hang on their errors. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: error.stack,
    ...(error.cause === undefined || depth >= 4 ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

function cleanValues(values: Record<string, unknown>): Record<string, unknown> {
  const described = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, describeError(value)]));
  return redactValue(described) as Record<string, unknown>;
}

/**
 * The process' log: JSON lines, or pretty on a terminal. Every line carries the request or task it belongs to; secrets
 * are removed by the name of their key and by the look of their value.
 */
export function createLogger(config: LogConfig, destination?: DestinationStream): Pino {
  const stream =
    destination ??
    (config.format === 'pretty'
      ? pretty({ colorize: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l', sync: true })
      : pino.destination(1));
  return pino(
    {
      level: config.level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }), log: cleanValues },
      mixin: () => {
        const context = currentContext();
        if (context === undefined) return {};
        return {
          request_id: context.requestId,
          ...(context.taskId === undefined ? {} : { task_id: context.taskId, task: context.taskKind }),
        };
      },
      hooks: {
        logMethod(args, method) {
          const clean = args.map((argument: unknown) => (typeof argument === 'string' ? redact(argument) : argument));
          method.apply(this, clean as typeof args);
        },
      },
    },
    stream,
  );
}

/** What Nest tells about its own start: of use to its developers only. */
const FRAMEWORK_CONTEXTS = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** Lets Nest and our classes (`new Logger('Feature')`) log through pino: `logger.warn({ values }, 'static message')`. */
export class NestLogger implements LoggerService {
  constructor(private readonly pino: Pino) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(FRAMEWORK_CONTEXTS.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(
    level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    // Nest appends the name given to `new Logger(name)` as the last argument.
    const context = rest.at(-1);
    const others = rest.slice(0, -1);
    const name = typeof context === 'string' ? { context } : {};
    if (typeof message === 'string') {
      this.pino[level]({ ...name, ...(others.length > 0 ? { values: others } : {}) }, message);
      return;
    }
    const text = others.find((value) => typeof value === 'string') ?? '';
    const values = message instanceof Error ? { error: message } : (message as Record<string, unknown>);
    this.pino[level]({ ...name, ...values }, text);
  }
}
