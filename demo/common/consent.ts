import { createHash } from 'node:crypto';

/** PKCE, S256: a code asked for with a challenge needs the verifier it was made from. */
export function verifierFits(grant: { readonly codeChallenge: string | null }, verifier: string | undefined): boolean {
  if (grant.codeChallenge === null) return true;
  return verifier !== undefined && createHash('sha256').update(verifier).digest('base64url') === grant.codeChallenge;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** What a consent page shows; `forge` is the product's name, `agree` and `refuse` are where its forms go. */
export interface ConsentPage {
  readonly forge: string;
  readonly appName: string;
  readonly people: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
  readonly agree: string;
  readonly refuse: string;
}

/** The consent page: pick who you are, or refuse. Every button is a plain form, so a test can press it over HTTP. */
export function consentPage({ forge, appName, people, fields, agree, refuse }: ConsentPage): string {
  const hidden = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('');
  const form = (action: string, extra: string, label: string): string =>
    `<form method="post" action="${action}">${hidden}${extra}<button type="submit">${escapeHtml(label)}</button></form>`;
  const buttons = people.map((login) =>
    form(agree, `<input type="hidden" name="login" value="${escapeHtml(login)}">`, `Authorize as ${login}`),
  );
  return page(
    forge,
    `Authorize ${appName}`,
    `<p><b>${escapeHtml(appName)}</b> asks for: <code>${escapeHtml(fields.scope ?? '') || 'public data only'}</code></p>
     ${buttons.join('\n')}${form(refuse, '', 'Cancel')}`,
  );
}

/** A small page of the stand-in; `body` is HTML. */
export function page(forge: string, title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>body{font:16px system-ui;max-width:32rem;margin:4rem auto}button{display:block;width:100%;margin:.5rem 0;padding:.6rem}</style>
<h1>${escapeHtml(title)}</h1>${body}<p><small>demo ${forge} on localhost; not the real one</small></p></html>`;
}
