import type { NoPatch } from './plan';

/** Why nothing is proposed. Stable codes: clients and statistics know them. */
export const DECLINE_CODES = [
  'fix.no_access',
  'fix.disabled',
  'fix.incident_closed',
  'fix.no_branch',
  'fix.fork',
  'fix.protected_branch',
  'fix.own_branch',
  'fix.verdict',
  'fix.no_log',
  'fix.tree_too_large',
  'fix.policy_invalid',
  'fix.no_fixer',
  'fix.budget',
  'fix.model_declined',
  'fix.model_rejected',
  'fix.model_unavailable',
  'fix.gate_refused',
  'fix.needs_a_person',
  'fix.low_confidence',
  'fix.branch_moved',
  'fix.forge_refused',
] as const;
export type DeclineCode = (typeof DECLINE_CODES)[number];

/** An honest no. */
export interface Decline {
  readonly code: DeclineCode;
  /** One sentence for people. */
  readonly reason: string;
  /** Present when the same question may be answered later: the seconds until then. */
  readonly againInSeconds?: number;
}

/** Reasons that are shown of many. */
const MAX_SHOWN = 3;

/** Why nothing was planned, with what the fixers said that came near: one that was left out among them. */
export function whyNone({ why, refused }: NoPatch): string {
  const said = [...new Set(refused.map(({ declined }) => declined.why))].filter((each) => each !== why);
  const more = said.length > MAX_SHOWN ? [`${said.length - MAX_SHOWN} more reasons`] : [];
  return [why, ...said.slice(0, MAX_SHOWN), ...more].join('; ');
}
