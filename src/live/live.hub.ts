import { Injectable, Logger, type BeforeApplicationShutdown, type MessageEvent } from '@nestjs/common';
import { Observable, type Subscriber } from 'rxjs';
import { Callers } from '../auth/callers';
import { Clock } from '../common/clock';
import { AppError } from '../common/errors';
import { Metrics } from '../common/metrics';
import type { Principal } from '../common/http/principal';
import { DatabaseConfig } from '../config/config';
import { Database } from '../database/database';
import { readCursor, writeCursor, type Cursor } from './domain/cursor';
import { LiveErrors } from './live.errors';
import { LiveListener } from './live.listener';
import { LiveStore, type StoredEvent } from './live.store';

/** Promised in the API; the table keeps a minute more, for clocks that differ. */
export const RESUMABLE_MS = 5 * 60_000;
const HEARTBEAT_MS = 15_000;
/** Looks closer together than this become one: a storm of changes costs 40 looks a second at most. */
const GAP_MS = 25;
const RETRY_MS = 1_000;
/** Asked of clients by `retry:`, so that a restart does not bring them all back in the same instant they noticed it. */
const CLIENT_RETRY_MS = 2_000;
/** More than a person's tabs ever need, few enough that one account cannot fill a process. */
const MAX_STREAMS_PER_USER = 100;
/** More missed than this is read anew faster than it is told. */
const MAX_MISSED = 10_000;

interface Client {
  readonly principal: Principal;
  readonly subscriber: Subscriber<MessageEvent>;
  /** As the client sent it; null when it sent none. */
  readonly lastEventId: string | null;
  /** Has been told what it missed, and takes part. */
  joined: boolean;
}

/**
 * The streams of this process. One look at the table serves all of them: everything that became visible since the last
 * snapshot goes to its owners. A client that comes back says what it has seen and gets the rest first.
 */
@Injectable()
export class LiveHub implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Live');
  private readonly listener: LiveListener;
  private readonly byUser = new Map<string, Set<Client>>();
  /** Those of them that wait to be let in. */
  private joining = new Set<Client>();
  /** What the last look saw; null while nobody watches. */
  private seen: { at: number; snapshot: string } | null = null;
  private looking: Promise<void> | null = null;
  private again = false;
  /** Who waits for the end of a look that has not begun. */
  private readonly waiting: (() => void)[] = [];
  private heartbeat: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    database: DatabaseConfig,
    private readonly db: Database,
    private readonly store: LiveStore,
    private readonly callers: Callers,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    metrics.gauge({ name: 'live_clients', help: 'Open event streams of this process.', labels: [] }, () => [
      { labels: {}, value: this.everyone().length },
    ]);
    this.listener = new LiveListener(database.url, {
      changed: () => {
        this.wake();
      },
      ended: (credentialId) => {
        this.end((client) => client.principal.credentialId === credentialId);
      },
      failed: (error) => {
        this.logger.warn({ error }, 'notifications cannot be heard; trying again');
      },
    });
  }

  /** A stream of the caller's events; each subscription is one client. Throws `live.too_many_streams` beyond 100. */
  open(principal: Principal, lastEventId: string | null): Observable<MessageEvent> {
    if ((this.byUser.get(principal.userId)?.size ?? 0) >= MAX_STREAMS_PER_USER)
      throw new AppError(LiveErrors.tooManyStreams, { retryAfterSeconds: CLIENT_RETRY_MS / 1_000 });
    return new Observable((subscriber) => {
      if (this.stopped) {
        subscriber.complete();
        return;
      }
      const own = this.byUser.get(principal.userId) ?? new Set();
      const client = { principal, subscriber, lastEventId, joined: false };
      this.byUser.set(principal.userId, own.add(client));
      this.joining.add(client);
      this.watch();
      this.wake();
      return () => {
        this.forget(client);
      };
    });
  }

  /** Looks at the table unless a look is under way; then another follows it. */
  wake(): void {
    this.again = true;
    this.looking ??= this.lookWhileAsked().finally(() => {
      this.looking = null;
      // Asked between the loop's end and here.
      if (this.again && !this.stopped) this.wake();
    });
  }

  /**
   * Every 15 s: ends what has expired, hears what a lost notification did not say, shows clients that we live. Waits for one look
   * and not for the last: in a storm of changes there is none.
   */
  async beat(): Promise<void> {
    await this.endExpired();
    await this.lookOnce();
    const { seen } = this;
    if (seen === null) return;
    // An id without data moves a client's Last-Event-ID on, so that a quiet one can resume as well.
    const message: MessageEvent = { id: this.upToDate(seen), comment: '' };
    for (const client of this.everyone()) if (client.joined) client.subscriber.next(message);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.heartbeat !== null) clearInterval(this.heartbeat);
    this.end(() => true);
    await this.listener.stop();
    await this.looking;
  }

  private watch(): void {
    if (this.heartbeat !== null) return;
    this.listener.start();
    this.heartbeat = setInterval(() => {
      this.beat().catch((error: unknown) => {
        this.logger.warn({ error }, 'a heartbeat failed');
      });
    }, HEARTBEAT_MS);
    this.heartbeat.unref();
  }

  /** Resolves at the end of a look that begins after this, well or badly, and when there are no more looks. */
  private lookOnce(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.wake();
    });
  }

  private async lookWhileAsked(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      const waiting = this.waiting.splice(0);
      let failed = false;
      try {
        await this.look();
      } catch (error) {
        failed = true;
        this.logger.warn({ error }, 'live events cannot be read; trying again');
        this.again = true;
      }
      for (const wake of waiting) wake();
      if (this.again) await pause(failed ? RETRY_MS : GAP_MS);
    }
    for (const wake of this.waiting.splice(0)) wake();
  }

  private async look(): Promise<void> {
    const joining = this.joining;
    this.joining = new Set();
    try {
      const users = [...this.byUser].filter(([, clients]) => [...clients].some(isIn)).map(([userId]) => userId);
      if (users.length + joining.size === 0) {
        this.seen = null;
        return;
      }
      const at = this.clock.now().getTime();
      const before = this.seen;
      const { snapshot, events } =
        before === null || users.length === 0
          ? { snapshot: await this.store.now(this.db.read), events: [] }
          : await this.store.since(this.db.read, users, before.snapshot);
      this.seen = { at, snapshot };
      if (before !== null) this.send(events, before.snapshot, this.seen);
      for (const client of joining) {
        await this.join(client, { at, snapshot });
        joining.delete(client);
      }
    } catch (error) {
      // Who could not be let in yet stays at the door.
      for (const client of joining) this.joining.add(client);
      throw error;
    }
  }

  /** Each owner's clients get its events; the last says that all of the snapshot was sent. */
  private send(events: readonly StoredEvent[], before: string, now: { at: number; snapshot: string }): void {
    const whole = this.upToDate(now);
    const left = new Map<string, number>();
    for (const { userId } of events) left.set(userId, (left.get(userId) ?? 0) + 1);
    for (const { id, userId, type, data } of events) {
      const more = (left.get(userId) ?? 0) - 1;
      left.set(userId, more);
      const cursor = more === 0 ? whole : writeCursor({ at: now.at, seen: now.snapshot, part: { before, id } });
      const message: MessageEvent = { id: cursor, type, data };
      for (const client of this.byUser.get(userId) ?? []) if (client.joined) client.subscriber.next(message);
    }
  }

  /** Tells a client what it missed, then lets it take part. */
  private async join(client: Client, now: { at: number; snapshot: string }): Promise<void> {
    const { subscriber, lastEventId } = client;
    const { userId } = client.principal;
    const cursor = lastEventId === null ? null : readCursor(lastEventId);
    const missed = cursor === null ? null : await this.missed(userId, cursor, now);
    if (subscriber.closed) return;
    const whole = this.upToDate(now);
    if (missed !== null && lastEventId !== null) {
      for (const [at, { type, data }] of missed.entries()) {
        // Cut off half-way, it would get these again: twice is better than never.
        subscriber.next({ id: at === missed.length - 1 ? whole : lastEventId, type, data });
      }
    } else if (lastEventId !== null) {
      subscriber.next({ id: whole, type: 'stream.reset', data: '{"reason":"too_old"}' });
    }
    subscriber.next({ id: whole, retry: CLIENT_RETRY_MS, comment: 'up to date' });
    client.joined = true;
  }

  /** Null when it cannot be told any more. */
  private async missed(
    userId: string,
    cursor: Cursor,
    now: { at: number; snapshot: string },
  ): Promise<readonly StoredEvent[] | null> {
    if (cursor.at < now.at - RESUMABLE_MS) return null;
    const events = await this.store.missed(this.db.read, userId, cursor, now.snapshot, MAX_MISSED + 1);
    return events.length > MAX_MISSED ? null : events;
  }

  private async endExpired(): Promise<void> {
    const clients = this.everyone();
    if (clients.length === 0) return;
    const living = await this.callers.living(clients.map(({ principal }) => principal));
    this.end((client) => !living.has(client.principal.credentialId));
  }

  private end(ends: (client: Client) => boolean): void {
    for (const client of this.everyone()) if (ends(client)) client.subscriber.complete();
  }

  private everyone(): readonly Client[] {
    return [...this.byUser.values()].flatMap((clients) => [...clients]);
  }

  private forget(client: Client): void {
    this.joining.delete(client);
    const clients = this.byUser.get(client.principal.userId);
    clients?.delete(client);
    if (clients?.size === 0) this.byUser.delete(client.principal.userId);
  }

  private upToDate({ at, snapshot }: { at: number; snapshot: string }): string {
    return writeCursor({ at, seen: snapshot, part: null });
  }
}

function isIn({ joined }: Client): boolean {
  return joined;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
