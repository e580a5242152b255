import type { ReactNode } from 'react';
import { AlertChannels } from './alert-channels';
import { AlertDeliveries } from './alert-deliveries';
import { AlertRules } from './alert-rules';

/** What is watched, where it is told, and what became of each message. */
export function Alerts(): ReactNode {
  return (
    <>
      <AlertRules />
      <AlertChannels />
      <AlertDeliveries />
    </>
  );
}
