import { ConfigError } from './config/env';
import { redact } from './diagnosis/log/redact';

/** Ends the process after a failed start: settings in words a person can act on, anything else with its stack. */
export function exitWith(error: unknown): void {
  const text =
    error instanceof ConfigError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`devflowfix: ${redact(text)}\n`);
  process.exitCode = 1;
  // A half-started process may hold open handles; it must not look alive.
  setTimeout(() => process.exit(1), 500).unref();
}
