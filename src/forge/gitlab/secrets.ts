import { createHmac } from 'node:crypto';

/**
 * What GitLab is given in place of a hook's secret: a token that it sends along, and a key of 32 bytes it signs with.
 * Both follow from the secret, so no more has to be kept, and the secret itself, which people may type, never travels.
 */
export function tokenOf(secret: string): string {
  return createHmac('sha256', secret).update('devflowfix webhook token').digest('base64url');
}

/** In the form of Standard Webhooks: `whsec_` and the key in Base64. */
export function signingTokenOf(secret: string): string {
  return `whsec_${createHmac('sha256', secret).update('devflowfix webhook signing key').digest('base64')}`;
}
