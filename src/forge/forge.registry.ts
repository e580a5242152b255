import type { ForgeDriver, ForgeWebhooks } from './forge';
import type { ForgeId, ForgeKind } from './forge.types';

function nameOf({ kind, instance }: ForgeId): string {
  return `${kind}/${instance}`;
}

/** The drivers this installation runs with, one a forge. */
export class ForgeRegistry {
  private readonly drivers: ReadonlyMap<string, ForgeDriver>;
  private readonly webhooksOf: ReadonlyMap<ForgeKind, ForgeWebhooks>;

  /** Throws when two drivers are for one forge: which to ask would depend on their order. */
  constructor(drivers: readonly ForgeDriver[]) {
    this.drivers = new Map(drivers.map((driver) => [nameOf(driver), driver]));
    if (this.drivers.size !== drivers.length) {
      throw new Error(`two forge drivers of one name: ${drivers.map(nameOf).join(', ')}`);
    }
    this.webhooksOf = new Map(drivers.map(({ kind, webhooks }) => [kind, webhooks]));
  }

  /** Every forge, in the order given. */
  all(): readonly ForgeDriver[] {
    return [...this.drivers.values()];
  }

  /** The kinds there are, each once, in the order given. */
  kinds(): ForgeKind[] {
    return [...this.webhooksOf.keys()];
  }

  /** Null where this installation has no such forge: stored data may name one the settings lost. */
  find(forge: ForgeId): ForgeDriver | null {
    return this.drivers.get(nameOf(forge)) ?? null;
  }

  /** How forges of a kind tell what happens; the same for every instance. Throws a plain `Error` for a kind there is none of. */
  webhooks(kind: ForgeKind): ForgeWebhooks {
    const webhooks = this.webhooksOf.get(kind);
    if (webhooks === undefined) throw new Error(`no forge driver for ${kind}; present: ${this.kinds().join(', ')}`);
    return webhooks;
  }
}
