/**
 * Where to send a person after a visit elsewhere: a path on our own origin, from a path or a whole URL. Null for anything
 * that would lead elsewhere.
 */
export function ownPath(returnTo: string, publicUrl: string): string | null {
  if (!URL.canParse(returnTo, publicUrl)) return null;
  const target = new URL(returnTo, publicUrl);
  if (target.origin !== new URL(publicUrl).origin || target.username !== '' || target.password !== '') return null;
  // A path of two slashes would be read as another host when it stands alone.
  if (target.pathname.startsWith('//')) return null;
  return `${target.pathname}${target.search}${target.hash}`;
}
