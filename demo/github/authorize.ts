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

async function openConsentPage(authorizationUrl: string): Promise<URLSearchParams> {
  const response = await fetch(authorizationUrl, { redirect: 'manual' });
  const html = await response.text();
  if (response.status !== 200) {
    throw new Error(`the consent page answered ${response.status} ${response.headers.get('location') ?? ''}`);
  }
  const form = /<form.*?<\/form>/s.exec(html)?.[0] ?? '';
  const fields = new URLSearchParams();
  for (const [, name = '', value = ''] of form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)) {
    fields.set(
      name,
      value.replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code))),
    );
  }
  return fields;
}

async function press(authorizationUrl: string, action: string, fields: URLSearchParams): Promise<string> {
  const response = await fetch(new URL(action, authorizationUrl), { method: 'POST', body: fields, redirect: 'manual' });
  const location = response.headers.get('location');
  if (response.status !== 302 || location === null) throw new Error(`the consent form answered ${response.status}`);
  return location;
}
