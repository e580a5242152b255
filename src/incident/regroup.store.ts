import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import type { Tx } from '../database/tx';
import type { FingerprintBasis } from './domain/basis';
import type { GroupedBy } from './domain/grouping';
import { IncidentAliasEntity } from './incident-alias.entity';
import { IncidentOccurrenceEntity } from './incident-occurrence.entity';
import { IncidentEntity } from './incident.entity';
import type { Incident, Occurrence } from './incident.types';

/** A failure with what its fingerprint was made of. */
export interface Based {
  readonly id: string;
  readonly incident_id: string;
  readonly workflow_run_id: string;
  readonly fingerprint: string;
  readonly grouped_by: GroupedBy;
  readonly occurred_at: Date;
  readonly green_at: Date | null;
  readonly basis: FingerprintBasis | null;
}

/** A basis has up to some hundred lines: a page of them stays below 10 MB. */
const PAGE = 200;

/** What a repository's history is regrouped from. */
@Injectable()
export class RegroupStore {
  /** Every failure of a repository, oldest told first, in pages. */
  async *failures(tx: Tx, connectionId: string): AsyncGenerator<readonly Based[]> {
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const page = await tx.query<Based[]>(
        `select o.id, o.incident_id, o.workflow_run_id, o.fingerprint, o.grouped_by, o.occurred_at, o.green_at, t.basis
         from incident_occurrences o left join incident_tellings t on t.occurrence_id = o.id
         where o.repository_connection_id = $1 and o.id > $2 order by o.id limit $3`,
        [connectionId, after, PAGE],
      );
      yield page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last.id;
    }
  }

  /** Incidents that were not merged away. */
  async incidents(tx: Tx, connectionId: string): Promise<readonly Incident[]> {
    return tx.findBy(IncidentEntity, { repository_connection_id: connectionId, merged_into: IsNull() });
  }

  async aliases(tx: Tx, connectionId: string): Promise<readonly IncidentAliasEntity[]> {
    return tx.findBy(IncidentAliasEntity, { repository_connection_id: connectionId });
  }

  async occurrences(tx: Tx, ids: readonly string[]): Promise<readonly Occurrence[]> {
    return tx.find(IncidentOccurrenceEntity, { where: { id: In([...ids]) }, order: { id: 'ASC' } });
  }

  /** Failures an incident has now. */
  async count(tx: Tx, incidentId: string): Promise<number> {
    return tx.countBy(IncidentOccurrenceEntity, { incident_id: incidentId });
  }
}
