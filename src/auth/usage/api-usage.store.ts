import { Injectable } from '@nestjs/common';
import type { Fields } from '../../common/fields';
import type { Tallied } from '../../common/tally';
import type { Tx } from '../../database/tx';
import type { TokenLimits } from '../domain/token-limits';
import type { ApiUsageEntity } from './api-usage.entity';

/** What is counted, as the columns are called. */
export const USAGE_COUNTS = [
  'reads',
  'reads_refused',
  'writes',
  'writes_refused',
  'expensive',
  'expensive_refused',
] as const;
export type UsageCount = (typeof USAGE_COUNTS)[number];
export type UsageCounts = Readonly<Record<UsageCount, number>>;

/** Whose requests, and when. */
export type UsageKey = Pick<Fields<ApiUsageEntity>, 'user_id' | 'day' | 'credential_id' | 'via'>;

/** One day of an account. */
export type UsageDay = UsageCounts & { readonly day: string };

/** All days of one credential together. */
export type CredentialUsage = UsageCounts &
  Pick<UsageKey, 'credential_id' | 'via'> & {
    /** The token's; null for a session, and for a token that is gone. */
    readonly name: string | null;
    readonly prefix: string | null;
    /** Limits of the token itself. */
    readonly set: TokenLimits;
  };

/** Days of an account, both ends included. */
export interface UsageRange {
  readonly userId: string;
  readonly from: string;
  readonly to: string;
}

const SUMS = USAGE_COUNTS.map((count) => `sum(a.${count})::int as ${count}`).join(', ');
const SUM_OF_ALL = USAGE_COUNTS.map((count) => `sum(a.${count})`).join(' + ');
const WITHIN = 'a.user_id = $1 and a.day between $2 and $3';

/** Rows of what accounts asked for. */
@Injectable()
export class ApiUsageStore {
  /** Adds counts to what is there, whoever else does. Those of accounts that are gone meanwhile are dropped. */
  async add(tx: Tx, rows: readonly Tallied<UsageKey, UsageCount>[]): Promise<void> {
    const keys = ['user_id', 'day', 'credential_id', 'via'] as const;
    // In the order of the key: two processes that add to the same rows would otherwise wait for each other for ever.
    await tx.query(
      `insert into api_usage (${[...keys, ...USAGE_COUNTS].join(', ')})
       select t.* from unnest($1::uuid[], $2::date[], $3::uuid[], $4::text[], ${USAGE_COUNTS.map((_, at) => `$${at + 5}::int[]`).join(', ')})
         as t(${[...keys, ...USAGE_COUNTS].join(', ')})
       where exists (select 1 from users u where u.id = t.user_id)
       order by t.user_id, t.day, t.credential_id
       on conflict on constraint pk_api_usage do update
         set ${USAGE_COUNTS.map((count) => `${count} = api_usage.${count} + excluded.${count}`).join(', ')}`,
      [
        ...keys.map((column) => rows.map(({ key }) => key[column])),
        ...USAGE_COUNTS.map((count) => rows.map(({ counts }) => counts[count] ?? 0)),
      ],
    );
  }

  /** Days with a request, the oldest first. */
  async days(tx: Tx, { userId, from, to }: UsageRange): Promise<UsageDay[]> {
    return tx.query<UsageDay[]>(
      `select a.day::text as day, ${SUMS} from api_usage a where ${WITHIN} group by a.day order by a.day`,
      [userId, from, to],
    );
  }

  /** The credentials that asked most often, at most `limit`. */
  async credentials(tx: Tx, { userId, from, to }: UsageRange, limit: number): Promise<CredentialUsage[]> {
    return tx.query<CredentialUsage[]>(
      `select a.credential_id, a.via, t.name, t.prefix,
         jsonb_build_object('own', t.limits, 'admin', t.admin_limits) as set, ${SUMS}
       from api_usage a left join api_tokens t on t.id = a.credential_id
       where ${WITHIN} group by a.credential_id, a.via, t.id
       order by ${SUM_OF_ALL} desc, a.credential_id limit $4`,
      [userId, from, to, limit],
    );
  }

  /** Forgets up to `limit` rows of days before this one; returns how many. */
  async removeBefore(tx: Tx, day: string, limit: number): Promise<number> {
    const [, removed] = await tx.query<[unknown[], number]>(
      `delete from api_usage where (user_id, day, credential_id) in (
         select user_id, day, credential_id from api_usage where day < $1 order by day limit $2)`,
      [day, limit],
    );
    return removed;
  }
}
