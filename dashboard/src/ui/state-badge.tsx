import type { ReactNode } from 'react';
import { wordsOf } from './words';

/** What a colour says here. Red is for what is broken right now and for nothing else. */
export type Tone = 'red' | 'amber' | 'green' | 'blue' | 'violet' | 'quiet';

const TONES: Readonly<Record<string, Tone>> = {
  // incidents
  open: 'red',
  acknowledged: 'amber',
  fixing: 'blue',
  muted: 'quiet',
  resolved: 'green',
  // runs
  success: 'green',
  failure: 'red',
  timed_out: 'red',
  startup_failure: 'red',
  action_required: 'amber',
  in_progress: 'blue',
  running: 'blue',
  // hooks, pull requests, tasks, deliveries
  active: 'green',
  failed: 'red',
  missing: 'red',
  disabled_by_forge: 'red',
  verified: 'green',
  merged: 'violet',
  succeeded: 'green',
  dead: 'red',
  processed: 'green',
  proposed: 'green',
  declined: 'amber',
  // severity
  critical: 'red',
  high: 'amber',
  // flakiness
  flaky: 'amber',
  broken: 'red',
  suspected: 'amber',
};

export interface StateBadgeProps {
  readonly value: string;
  /** Overrides the value's own colour, e.g. where a failure is long past. */
  readonly tone?: Tone | undefined;
  readonly label?: string | undefined;
}

/** A state in words with a dot of its colour: never colour alone. */
export function StateBadge({ value, tone, label }: StateBadgeProps): ReactNode {
  return (
    <span className="state" data-tone={tone ?? TONES[value] ?? 'quiet'}>
      <i aria-hidden="true" />
      {label ?? wordsOf(value)}
    </span>
  );
}
