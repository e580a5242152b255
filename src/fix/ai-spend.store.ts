import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import { AiSpendEntity } from './ai-spend.entity';

/** What was used, and what conversations under way may still use. */
export interface AiUse {
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** US dollars; 0 where no price is set. */
  readonly cost: number;
}

/** What counts against the caps. */
export interface AiStanding {
  readonly incidentRequests: number;
  readonly repositoryRequests: number;
  /** Of the whole installation, US dollars. */
  readonly cost: number;
}

/** The spend ledger's rows. */
@Injectable()
export class AiSpendStore {
  /** Makes the transaction wait for every other one that reserves: caps hold over all processes. */
  async lock(tx: Tx): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('ai-spend', 0))`);
  }

  /** An incident's requests ever, a repository's and everybody's cost since a time. */
  async standing(tx: Tx, connectionId: string, incidentId: string, since: Date): Promise<AiStanding> {
    const [row] = await tx.query<{ incident: number; repository: number; cost: number }[]>(
      `select coalesce(sum(requests) filter (where incident_id = $2), 0)::int as incident,
              coalesce(sum(requests) filter (where repository_connection_id = $1 and created_at >= $3), 0)::int as repository,
              coalesce(sum(cost) filter (where created_at >= $3), 0)::float8 as cost
         from ai_spend where incident_id = $2 or created_at >= $3`,
      [connectionId, incidentId, since],
    );
    return {
      incidentRequests: row?.incident ?? 0,
      repositoryRequests: row?.repository ?? 0,
      cost: row?.cost ?? 0,
    };
  }

  /** What a user's conversations used since a time. */
  async usedBy(tx: Tx, userId: string, since: Date): Promise<AiUse> {
    const [row] = await tx.query<AiUse[]>(
      `select coalesce(sum(requests), 0)::int as requests, coalesce(sum(prompt_tokens), 0)::int as "promptTokens",
              coalesce(sum(completion_tokens), 0)::int as "completionTokens", coalesce(sum(cost), 0)::float8 as cost
         from ai_spend where user_id = $1 and created_at >= $2`,
      [userId, since],
    );
    return row ?? { requests: 0, promptTokens: 0, completionTokens: 0, cost: 0 };
  }

  async insert(tx: Tx, row: Readonly<AiSpendEntity>): Promise<void> {
    await tx.insert(AiSpendEntity, row);
  }

  async update(tx: Tx, id: string, change: Partial<AiSpendEntity>): Promise<void> {
    await tx.update(AiSpendEntity, { id }, change);
  }
}
