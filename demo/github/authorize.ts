import { openConsentPage, press } from '../common/consent-client';

/** Drives the consent page over HTTP, as a person with a browser would. */

export interface AuthorizeInput {
  /** Where the app sends its user: `…/login/oauth/authorize?client_id=…`. */
  readonly authorizationUrl: string;
  /** Who agrees. */
  readonly login: string;
  /** Scopes the person grants, when fewer than were asked for; separated by spaces. */
  readonly grantedScope?: string;
}

/** Agrees; resolves with the callback URL, `code` and `state` in its query, for the app to be called with. */
export async function authorize(input: AuthorizeInput): Promise<string> {
  const fields = await openConsentPage(input.authorizationUrl);
  if (input.grantedScope !== undefined) fields.set('scope', input.grantedScope);
  fields.set('login', input.login);
  return press(input.authorizationUrl, '/login/oauth/callback', fields);
}

/** Refuses; resolves with the callback URL, `error=access_denied` in its query. */
export async function deny(input: { readonly authorizationUrl: string }): Promise<string> {
  return press(input.authorizationUrl, '/login/oauth/deny', await openConsentPage(input.authorizationUrl));
}
