import { z } from 'zod';
import { ForgeError } from '../forge.errors';

/** A commit's, tree's or blob's id; SHA-256 repositories have longer ones. */
export const sha = z.string().regex(/^[0-9a-f]{40,64}$/);

/** What git itself forbids in names of branches; the rest is encoded. */
const REF = /^(?!-)(?!.*\.\.)[^\s~^:?*[\\]{1,255}$/;

/** A branch or commit that goes into a URL, slashes encoded. Throws `not-found` for a name git cannot have. */
export function encodedRef(ref: string): string {
  if (!REF.test(ref)) throw new ForgeError('github', 'not-found', { reason: 'not a name git can have' });
  return encodeURIComponent(ref);
}

/** A file's path that goes into a URL. Throws `not-found` for one that leads elsewhere. */
export function encodedPath(path: string): string {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new ForgeError('github', 'not-found', { reason: 'not a path within a tree' });
  }
  return parts.map(encodeURIComponent).join('/');
}
