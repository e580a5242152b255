import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import type { Diagnosis } from '../diagnosis/diagnosis.types';
import { FINGERPRINT_VERSION } from '../diagnosis/fingerprint';
import { fingerprintOf } from './domain/basis';
import { versionOf, type Reason } from './domain/grouping';
import { GroupingStore } from './grouping.store';

/** The key of the incidents a cause goes by, and why. */
export interface CauseKey {
  readonly value: string;
  readonly reason: Reason;
}

/** Finds the incidents a cause goes by: its fingerprint's, those it was merged into, those an older rule had made. */
@Injectable()
export class CauseKeys {
  constructor(private readonly groups: GroupingStore) {}

  /** Needs the grouping's lock, shared or alone. */
  async find(tx: Tx, connectionId: string, cause: Diagnosis): Promise<CauseKey> {
    const { fingerprint, fingerprintExplanation: explanation } = cause;
    const by = (grouped_by: Reason['grouped_by'], added: string): Reason => ({
      grouped_by,
      grouped_because: `${explanation}${added}`,
      grouped_by_user: null,
    });
    const { alias, isKey } = await this.groups.wayOf(tx, connectionId, fingerprint);
    if (alias !== null && alias.changeId !== null) {
      const added = ' Failures with this fingerprint were merged or split by hand, and this one goes the same way.';
      return { value: alias.key, reason: by('earlier_change', added) };
    }
    const added = ' An older rule had named the same cause otherwise.';
    if (alias !== null) return { value: alias.key, reason: by('new_rule', added) };
    const older = isKey ? null : await this.olderKey(tx, connectionId, fingerprint);
    if (older !== null) return { value: older, reason: by('new_rule', added) };
    return { value: fingerprint, reason: by('fingerprint', '') };
  }

  /**
   * Where failures are that the present rule would give this fingerprint, when an older rule placed them; notes it, so
   * that the next one is found at once.
   */
  private async olderKey(tx: Tx, connectionId: string, fingerprint: string): Promise<string | null> {
    for (const { fingerprint: old, basis } of await this.groups.olderBases(tx, connectionId, FINGERPRINT_VERSION)) {
      if (versionOf(old) === FINGERPRINT_VERSION || fingerprintOf(basis).value !== fingerprint) continue;
      const alias = await this.groups.alias(tx, connectionId, old);
      const key = alias?.cause_key ?? old;
      await this.groups.route(tx, connectionId, fingerprint, key, alias?.change_id ?? null);
      return key;
    }
    return null;
  }
}
