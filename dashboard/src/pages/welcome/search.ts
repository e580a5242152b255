import { defined, oneOf, text } from '../../ui/search';

/** How a visit to the forge ended, as the server writes it into the address on the way back. */
export interface OAuthSearch {
  readonly oauth?: 'success' | 'error';
  readonly provider?: string;
  readonly instance?: string;
  readonly code?: string;
}

export function oauthSearch(search: Record<string, unknown>): OAuthSearch {
  return defined({
    oauth: oneOf(search.oauth, ['success', 'error']),
    provider: text(search.provider),
    instance: text(search.instance),
    code: text(search.code),
  });
}
