import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';
import { forgeName } from './forge-name';
import { wordsOf } from './words';

const REASONS: Readonly<Record<string, string>> = {
  'oauth.access_denied': 'You (or the forge) said no. Nothing was connected.',
  'oauth.state_invalid': 'That visit took too long or was begun in another browser. Please try again.',
};

/** How the visit to the forge ended. */
export function OAuthOutcome({
  outcome,
}: {
  readonly outcome: {
    readonly oauth?: string;
    readonly provider?: string;
    readonly instance?: string;
    readonly code?: string;
  };
}): ReactNode {
  if (outcome.oauth === undefined) return null;
  const forge = forgeName({ provider: outcome.provider ?? 'forge', instance: outcome.instance });
  if (outcome.oauth === 'success') {
    return <Alert color="teal" role="status" title={`${forge} is connected`} />;
  }
  const code = outcome.code ?? 'unknown';
  return (
    <Alert color="orange" role="alert" title={`${forge} was not connected`}>
      {REASONS[code] ?? `The forge or the server refused: ${wordsOf(code.replace(/^oauth\./, ''))}.`}
    </Alert>
  );
}
