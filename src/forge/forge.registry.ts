import type { ForgeDriver } from './forge';
import type { ForgeKind } from './forge.types';

/** The drivers this installation runs with, one a kind. */
export class ForgeRegistry {
  private readonly drivers: ReadonlyMap<ForgeKind, ForgeDriver>;

  /** Throws when two drivers are of one kind: which to ask would depend on their order. */
  constructor(drivers: readonly ForgeDriver[]) {
    this.drivers = new Map(drivers.map((driver) => [driver.kind, driver]));
    if (this.drivers.size !== drivers.length) {
      throw new Error(`two forge drivers of one kind: ${drivers.map((driver) => driver.kind).join(', ')}`);
    }
  }

  /** The kinds that can be asked for, in the order given. */
  kinds(): ForgeKind[] {
    return [...this.drivers.keys()];
  }

  /** Throws a plain `Error` when there is no such driver: stored data names a forge this installation does not run. */
  driver(kind: ForgeKind): ForgeDriver {
    const driver = this.drivers.get(kind);
    if (driver === undefined) throw new Error(`no forge driver for ${kind}; present: ${this.kinds().join(', ')}`);
    return driver;
  }
}
