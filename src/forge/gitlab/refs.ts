import { gitlabError } from './errors';

/** What git itself forbids in names of branches; gitbeaker encodes the rest. */
const REF = /^(?!-)(?!.*\.\.)[^\s~^:?*[\\]{1,255}$/;

/** A branch or commit that goes into a URL. Throws `not-found` for a name git cannot have. */
export function gitRef(ref: string): string {
  if (!REF.test(ref)) throw gitlabError('not-found', 'not a name git can have');
  return ref;
}

/** A file's path that goes into a URL. Throws `not-found` for one that leads elsewhere. */
export function treePath(path: string): string {
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    throw gitlabError('not-found', 'not a path within a tree');
  }
  return path;
}
