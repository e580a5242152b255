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

/** How often strangers may try, by what they try. */
export interface StrangerLimits {
  /** Requests a minute from one address without a valid credential. */
  readonly unauthenticated: number;
  /** Wrong passwords in 15 minutes for one account. */
  readonly loginAccount: number;
  /** Wrong passwords in 15 minutes from one address. */
  readonly loginAddress: number;
  /** New accounts an hour from one address. */
  readonly registration: number;
}

export function strangerLimitsOf(env: Env): StrangerLimits {
  return {
    unauthenticated: env.RATE_LIMIT_UNAUTHENTICATED ?? 300,
    loginAccount: env.RATE_LIMIT_LOGIN_ACCOUNT ?? 10,
    loginAddress: env.RATE_LIMIT_LOGIN_ADDRESS ?? 50,
    registration: env.RATE_LIMIT_REGISTRATION ?? 100,
  };
}
