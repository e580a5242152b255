import { createHash, randomBytes } from 'node:crypto';
import type { SeedOAuthApp } from './options';

// GitHub: a code is good for ten minutes.
const CODE_LIFETIME_MS = 600_000;

/** What a code stands for until it is exchanged. */
export interface CodeGrant {
  readonly clientId: string;
  readonly login: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly codeChallenge: string | null;
  readonly issuedAt: number;
}

/** Codes waiting for their exchange; each is good once. */
export class CodeStore {
  private readonly codes = new Map<string, CodeGrant>();

  issue(grant: Omit<CodeGrant, 'issuedAt'>): string {
    const code = randomBytes(10).toString('hex');
    this.codes.set(code, { ...grant, issuedAt: Date.now() });
    return code;
  }

  /** The grant of a living code; using it up, right or wrong. */
  use(code: string): CodeGrant | undefined {
    const grant = this.codes.get(code);
    this.codes.delete(code);
    return grant && Date.now() - grant.issuedAt <= CODE_LIFETIME_MS ? grant : undefined;
  }
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * GitHub's rule: same host and port as a registered URL, same path or one below it; for a loopback address the port
 * may differ.
 */
export function redirectAllowed(app: SeedOAuthApp, redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const wanted = new URL(redirectUri);
  return app.redirectUris.some((registered) => {
    const known = new URL(registered);
    if (known.protocol !== wanted.protocol || known.hostname !== wanted.hostname) return false;
    if (!LOOPBACK.has(known.hostname) && known.port !== wanted.port) return false;
    const folder = known.pathname.endsWith('/') ? known.pathname : `${known.pathname}/`;
    return wanted.pathname === known.pathname || wanted.pathname.startsWith(folder);
  });
}

/** PKCE, S256: a code asked for with a challenge needs the verifier it was made from. */
export function verifierFits(grant: CodeGrant, verifier: string | undefined): boolean {
  if (grant.codeChallenge === null) return true;
  return verifier !== undefined && createHash('sha256').update(verifier).digest('base64url') === grant.codeChallenge;
}

/** Scopes as GitHub grants them: repeated ones once, and none that a broader one already includes. */
export function normaliseScopes(scope: string): string[] {
  const asked = new Set(scope.split(/[\s,]+/).filter((name) => name !== ''));
  const covered: Record<string, string[]> = {
    repo: [
      'repo:status',
      'public_repo',
      'repo_deployment',
      'repo:invite',
      'admin:repo_hook',
      'write:repo_hook',
      'read:repo_hook',
    ],
    user: ['read:user', 'user:email', 'user:follow'],
    'admin:repo_hook': ['write:repo_hook', 'read:repo_hook'],
    'write:repo_hook': ['read:repo_hook'],
    'admin:org': ['write:org', 'read:org'],
  };
  for (const [broad, narrow] of Object.entries(covered))
    if (asked.has(broad)) narrow.forEach((name) => asked.delete(name));
  return [...asked].sort();
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** The consent page: pick who you are, or refuse. Every button is a plain form, so a test can press it over HTTP. */
export function consentPage(
  app: SeedOAuthApp,
  people: readonly string[],
  fields: Readonly<Record<string, string>>,
): string {
  const hidden = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('');
  const form = (action: string, extra: string, label: string): string =>
    `<form method="post" action="${action}">${hidden}${extra}<button type="submit">${escapeHtml(label)}</button></form>`;
  const buttons = people.map((login) =>
    form(
      '/login/oauth/callback',
      `<input type="hidden" name="login" value="${escapeHtml(login)}">`,
      `Authorize as ${login}`,
    ),
  );
  return page(
    `Authorize ${app.name}`,
    `<p><b>${escapeHtml(app.name)}</b> asks for: <code>${escapeHtml(fields.scope ?? '') || 'public data only'}</code></p>
     ${buttons.join('\n')}${form('/login/oauth/deny', '', 'Cancel')}`,
  );
}

/** A small page of the stand-in; `body` is HTML. */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>body{font:16px system-ui;max-width:32rem;margin:4rem auto}button{display:block;width:100%;margin:.5rem 0;padding:.6rem}</style>
<h1>${escapeHtml(title)}</h1>${body}<p><small>demo GitHub on localhost; not github.com</small></p></html>`;
}
