import { openConsentPage, press } from '../common/consent-client';

/** Drives the consent page over HTTP, as a person with a browser would. */

export interface AuthorizeInput {
  /** Where the app sends its user: `…/oauth/authorize?client_id=…`. */
  readonly authorizationUrl: string;
  /** Who agrees. */
  readonly login: string;
}

/** Agrees; resolves with the callback URL, `code` and `state` in its query, for the app to be called with. */
export async function authorize(input: AuthorizeInput): Promise<string> {
  const fields = await openConsentPage(input.authorizationUrl);
  fields.set('login', input.login);
  return press(input.authorizationUrl, '/oauth/authorize/allow', fields);
}

/** Refuses; resolves with the callback URL, `error=access_denied` in its query. */
export async function deny(input: { readonly authorizationUrl: string }): Promise<string> {
  return press(input.authorizationUrl, '/oauth/authorize/deny', await openConsentPage(input.authorizationUrl));
}
