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
