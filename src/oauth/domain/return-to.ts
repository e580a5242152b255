/**
 * Where to send a person after the dance: a path on our own origin, from a path or a whole URL. Null for anything that
 * would lead elsewhere.
 */
export function ownPath(returnTo: string, publicUrl: string): string | null {
  if (!URL.canParse(returnTo, publicUrl)) return null;
  const target = new URL(returnTo, publicUrl);
  if (target.origin !== new URL(publicUrl).origin || target.username !== '' || target.password !== '') return null;
  // A path of two slashes would be read as another host when it stands alone.
  if (target.pathname.startsWith('//')) return null;
  return `${target.pathname}${target.search}${target.hash}`;
}

/** The address that tells the page how the dance ended. `path` is what `ownPath` gave. */
export function outcomeUrl(
  publicUrl: string,
  path: string,
  outcome: { readonly provider: string; readonly instance: string | null; readonly errorCode: string | null },
): string {
  const url = new URL(path, publicUrl);
  for (const name of ['oauth', 'provider', 'instance', 'code']) url.searchParams.delete(name);
  url.searchParams.set('oauth', outcome.errorCode === null ? 'success' : 'error');
  url.searchParams.set('provider', outcome.provider);
  if (outcome.instance !== null) url.searchParams.set('instance', outcome.instance);
  if (outcome.errorCode !== null) url.searchParams.set('code', outcome.errorCode);
  return url.href;
}
