import { Injectable } from '@nestjs/common';
import type { Fields } from '../../common/fields';
import type { Tx } from '../../database/tx';
import { UsageCounter } from '../../database/usage-counter';
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
export class ApiUsageStore extends UsageCounter<keyof UsageKey, UsageCount> {
  constructor() {
    super({
      name: 'api_usage',
      key: { user_id: 'uuid', day: 'date', credential_id: 'uuid', via: 'text' },
      counts: USAGE_COUNTS,
      owner: { column: 'user_id', of: 'users' },
    });
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
}
