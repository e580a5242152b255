import { Client } from 'pg';

const CHANNEL = 'devflowfix_live';
const RECONNECT_MS = 500;
const ENDED = 'ended:';

/** What the listener says. */
export interface LiveWords {
  /** Something changed, or may have while nobody listened. */
  readonly changed: () => void;
  /** A session or API token exists no more. */
  readonly ended: (credentialId: string) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The one session of this process that hears PostgreSQL's notifications. They only say "look": what is there to see is
 * read from the table, so one lost while the session was cut loses nothing. Needs a direct connection, as `Liveness` does.
 */
export class LiveListener {
  private client: Client | null = null;
  private busy: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly words: LiveWords,
  ) {}

  /** Listens from now on, again after every loss. Safe to call again. */
  start(): void {
    this.busy = this.busy
      .then(() => this.connect())
      .catch((error: unknown) => {
        this.words.failed(error);
        this.later();
      });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.busy;
    const client = this.client;
    this.client = null;
    await client?.end();
  }

  private async connect(): Promise<void> {
    if (this.client !== null || this.stopped) return;
    const client = new Client({ connectionString: this.url, application_name: 'devflowfix-live', keepAlive: true });
    client.on('notification', ({ payload = '' }) => {
      if (payload.startsWith(ENDED)) this.words.ended(payload.slice(ENDED.length));
      else this.words.changed();
    });
    client.on('error', (error) => {
      this.lose(client, error);
    });
    client.on('end', () => {
      this.lose(client, null);
    });
    await client.connect();
    try {
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      client.end().catch(this.words.failed);
      throw error;
    }
    this.client = client;
    this.words.changed();
  }

  private lose(client: Client, error: unknown): void {
    if (this.client !== client) return;
    this.client = null;
    if (this.stopped) return;
    if (error !== null) this.words.failed(error);
    this.later();
  }

  private later(): void {
    if (this.stopped) return;
    setTimeout(() => {
      this.start();
    }, RECONNECT_MS).unref();
  }
}
