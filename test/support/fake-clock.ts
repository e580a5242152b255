import { Clock } from '../../src/common/clock';

/** A clock that runs with the machine's until a test moves it. */
export class FakeClock extends Clock {
  private offsetMs = 0;

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  /** Moves this clock forward (or back, with a negative number). */
  advance(milliseconds: number): void {
    this.offsetMs += milliseconds;
  }
}
