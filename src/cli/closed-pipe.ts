import type { Writable } from 'node:stream';

/** Ends the process quietly, with the exit code it has so far, once nobody reads what it says (`… | head -1`). */
export function endWithReader(...streams: readonly Writable[]): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }
}
