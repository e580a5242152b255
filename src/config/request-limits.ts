import type { Env } from './env';

/** How often one account may ask in a minute, by what a request costs. An API token may use half of it. */
export interface RequestLimits {
  readonly read: number;
  readonly write: number;
  /** Exports, previews of fixes, everything that makes a forge or a model work. */
  readonly expensive: number;
}

export function requestLimitsOf(env: Env): RequestLimits {
  return {
    read: env.RATE_LIMIT_READ ?? 6000,
    write: env.RATE_LIMIT_WRITE ?? 600,
    expensive: env.RATE_LIMIT_EXPENSIVE ?? 120,
  };
}
