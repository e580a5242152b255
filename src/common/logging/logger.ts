import { format } from 'node:util';
import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger as Pino } from 'pino';
import pretty from 'pino-pretty';
import type { LogConfig } from '../../config/config';
import { redact, redactValue } from '../../diagnosis/log/redact';
import type { Fields } from '../fields';
import { currentContext } from '../request-context';

/**
 * A log call with nothing secret in its words: the message formatted and redacted, also when pino would take it from an
 * error. Values are cleaned later, by the `log` formatter.
 */
function cleanArguments(args: readonly unknown[]): unknown[] {
  const [first, ...rest] = args;
  if (typeof first === 'string') return [message(first, rest)];
  const values = first instanceof Error ? { error: first } : first;
  const [text, ...places] = rest;
  if (typeof text === 'string') return [values, message(text, places)];
  const error = first instanceof Error ? first : (first as { err?: unknown } | null | undefined)?.err;
  return error instanceof Error ? [values, redact(error.message)] : [values];
}

function message(text: string, places: readonly unknown[]): string {
  return redact(places.length === 0 ? text : format(text, ...places.map((place) => redactValue(place))));
}

/**
 * The process' log: JSON lines, or pretty on a terminal. Every line carries the request or task it belongs to; secrets
 * are removed by the name of their key and by the look of their value.
 */
export function createLogger(config: Fields<LogConfig>, destination?: DestinationStream): Pino {
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
      formatters: { level: (level) => ({ level }), log: (values) => redactValue(values) as Record<string, unknown> },
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
          method.apply(this, cleanArguments(args) as typeof args);
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
