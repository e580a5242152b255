import { lru, type LRU } from 'tiny-lru';
import { FernetError } from '../../common/crypto/fernet';
import { AppError } from '../../common/errors';
import { GroupCommit } from '../../common/group-commit';
import type { ForgeKind } from '../../forge/forge.types';
import { WebhookErrors } from '../webhook.errors';

/** What a door must know of the connection (v2) or user (v1) in its address. Holds secrets: never log it. */
export interface DoorTarget {
  readonly id: string;
  readonly userId: string;
  readonly kind: ForgeKind;
  /** Every secret that is valid now; more than one while a rotation is under way. */
  readonly secrets: readonly string[];
  readonly enabled: boolean;
}

interface Entry {
  target: Promise<DoorTarget | null>;
  /** What `target` came to; undefined until then. */
  value: DoorTarget | null | undefined;
  readAt: number;
  /** When a refused signature last made us read again. */
  rereadAt: number;
}

/** A disabled connection or a withdrawn secret counts at the latest after this long, in every process. */
const FRESH_MS = 5_000;
/** How often, per door, a wrong signature may cause a read: rotation works at once, a flood costs one query a second. */
const REREAD_MS = 1_000;
/** Doors remembered, unknown ones included (about 300 bytes each). */
const MAX_ENTRIES = 10_000;

/** Doors that one statement looks up. */
const MAX_TOGETHER = 100;
/** A statement that takes longer hangs, behind a lock or on a connection that is gone; a forge (GitHub: 10 s) goes before it ends. */
const PATIENCE_MS = 7_000;

/**
 * Looks doors up together: those asked for while a statement is under way share the next one, so that a flood of guesses costs
 * few. `read` gives one target an id, in order. Rejects with what it threw, and with `webhook.not_stored` when it takes longer
 * than `patienceMs`: all others wait behind it.
 */
export function together(
  read: (ids: readonly string[]) => Promise<readonly (DoorTarget | null)[]>,
  patienceMs = PATIENCE_MS,
): (id: string) => Promise<DoorTarget | null> {
  const reads = new GroupCommit<string, DoorTarget | null>({
    maxItems: MAX_TOGETHER,
    maxBytes: MAX_TOGETHER,
    maxInFlight: 2,
    sizeOf: () => 1,
    write: (ids) => within(patienceMs, read(ids)),
    // A secret that no key opens must not shut its neighbours' doors.
    isItemsFault: (error) => error instanceof FernetError,
  });
  return (id) => reads.submit(id);
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new AppError(WebhookErrors.notStored));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A door that was looked up. */
export interface LookUp {
  /** Null when there is no such door. Rejects when the database is away and nothing fresh is known. */
  readonly target: Promise<DoorTarget | null>;
  /** True when it was read for this very look. */
  readonly isNew: boolean;
}

/** The targets of one kind of door, read at most every 5 s each. Concurrent reads of one target are one. */
export class TargetCache {
  private readonly entries: LRU<Entry> = lru<Entry>(MAX_ENTRIES);

  /** `now` is a monotonic clock in milliseconds. */
  constructor(
    private readonly read: (id: string) => Promise<DoorTarget | null>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** What is known and fresh, without waiting (a promise costs a request more than the look-up); else undefined. */
  peek(id: string): DoorTarget | null | undefined {
    const entry = this.entries.get(id);
    return entry !== undefined && this.now() - entry.readAt < FRESH_MS ? entry.value : undefined;
  }

  /** Reads unless something fresh is known. */
  get(id: string): LookUp {
    const entry = this.entries.get(id);
    if (entry !== undefined && this.now() - entry.readAt < FRESH_MS) return { target: entry.target, isNew: false };
    return { target: this.load(id, entry?.rereadAt ?? -Infinity), isNew: true };
  }

  /** Reads again because a signature did not fit; null when that was done within the last second. */
  reread(id: string): Promise<DoorTarget | null> | null {
    const now = this.now();
    const entry = this.entries.get(id);
    if (entry !== undefined && now - entry.rereadAt < REREAD_MS) return null;
    return this.load(id, now);
  }

  private load(id: string, rereadAt: number): Promise<DoorTarget | null> {
    const entry: Entry = { target: this.read(id), value: undefined, readAt: this.now(), rereadAt };
    this.entries.set(id, entry);
    entry.target.then(
      (target) => {
        entry.value = target;
      },
      () => {
        // A failed read is no knowledge.
        if (this.entries.get(id) === entry) this.entries.delete(id);
      },
    );
    return entry.target;
  }
}
