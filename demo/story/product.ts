import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

/** DevFlowFix as a user runs it: its own process with its own embedded database. */
export class Product {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly dataDir: string,
  ) {}

  /** Starts it with a data folder of its own and waits until it is ready. Log: `server.log` in that folder. */
  static async start(root: string, port: number, environment: Readonly<Record<string, string>>): Promise<Product> {
    const home = path.join(root, '.devflowfix');
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const dataDir = mkdtempSync(path.join(home, 'demo-'));
    const log = openSync(path.join(dataDir, 'server.log'), 'a');
    const child = spawn(process.execPath, [path.join(root, 'bin/run.cjs'), 'start'], {
      // A folder without a .env of the user's: the demo must not run with somebody's real settings.
      cwd: dataDir,
      stdio: ['ignore', log, log],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ...environment,
        PORT: String(port),
        DATA_DIR: dataDir,
        LOG_FORMAT: 'json',
      },
    });
    closeSync(log);
    const product = new Product(child, `http://127.0.0.1:${port}`, dataDir);
    try {
      await product.ready();
    } catch (error) {
      await product.stop();
      throw error;
    }
    return product;
  }

  get logFile(): string {
    return path.join(this.dataDir, 'server.log');
  }

  /** Lends the address of its database, as only the demo may that made the folder it is in. */
  async withDatabase<T>(use: (url: string) => Promise<T>): Promise<T> {
    const joined = await startEmbeddedPostgres({ dataDir: this.dataDir });
    try {
      return await use(joined.url);
    } finally {
      await joined.stop();
    }
  }

  /** Stops it cleanly and removes its data. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill('SIGTERM');
      const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await gone;
      clearTimeout(late);
    }
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (this.child.exitCode !== null) {
        throw new Error(`the server stopped at once:\n${readFileSync(this.logFile, 'utf8').slice(-2000)}`);
      }
      try {
        const answer = await fetch(`${this.url}/health/ready`);
        if (answer.ok) return;
      } catch {
        // Nobody listens yet; asked again until the deadline.
      }
      await sleep(100);
    }
    throw new Error(`the server was not ready within ${START_TIMEOUT_MS / 1000} s; see ${this.logFile}`);
  }
}
