import type { Clock } from '../common/clock';
import { dayOf } from '../common/http/day-range';
import { Tally, type Tallied } from '../common/tally';
import { onForgeCalls, type ForgeCall } from './wire/calls';

/** What is counted of calls: all that were sent, and those of which the forge said that there were too many. */
export const CALL_COUNTS = ['calls', 'refused'] as const;
export type CallCount = (typeof CALL_COUNTS)[number];

/** How often a forge was called on one day (UTC). */
export type CallDay = Readonly<Record<CallCount, number>> & { readonly day: string };

/** For whom calls were made, in the column `C`, and on which day. */
export type CallKey<C extends string> = Readonly<Record<C | 'day', string>>;

/** By what calls are counted, and where the counts go. */
export interface CallTallyOptions<C extends string> {
  /** The key's column besides `day`. */
  readonly column: C;
  /** An id for that column; null for a call that is not counted. */
  readonly of: (call: ForgeCall) => string | null;
  /** As of a `Tally`. */
  readonly write: (rows: readonly Tallied<CallKey<C>, CallCount>[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Counts the calls of all forges by day, from now until it is closed (`Tally` says what a crash may lose). */
export class CallTally<C extends string> {
  private readonly tally: Tally<CallKey<C>, CallCount>;
  private readonly silence: () => void;

  constructor(
    private readonly clock: Clock,
    private readonly options: CallTallyOptions<C>,
  ) {
    const { column, write, onError } = options;
    this.tally = new Tally({ nameOf: (key) => `${key[column]} ${key.day}`, write, onError });
    this.silence = onForgeCalls((call) => {
      this.heard(call);
    });
  }

  /** Resolves when all that this process counted is written. */
  flush(): Promise<void> {
    return this.tally.flush();
  }

  /** Listens no more and writes what is left. Call while the database is still open, and nothing calls a forge any more. */
  async close(): Promise<void> {
    this.silence();
    await this.tally.close();
  }

  private heard(call: ForgeCall): void {
    const id = this.options.of(call);
    if (id === null) return;
    const key = { [this.options.column]: id, day: dayOf(this.clock.now()) } as CallKey<C>;
    this.tally.add(key, 'calls');
    if (call.limited) this.tally.add(key, 'refused');
  }
}
