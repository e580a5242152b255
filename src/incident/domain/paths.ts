/** Files nobody's build or test reads. */
const DOCUMENTATION =
  /(?:^|\/)(?:docs?\/.*|(?:readme|changelog|license|contributing)[^/]*|[^/]+\.(?:md|mdx|rst|adoc))$/i;
/** Where CI itself is described. */
const CI_FILES = /^(?:\.github\/|\.gitlab-ci\.yml$|\.gitlab\/|ci\/)|(?:^|\/)(?:Dockerfile|docker-compose[^/]*)$/;

/** True when two paths may name one file: equal, or one is the end of the other, as tools print them from a folder. */
export function isSameFile(a: string, b: string): boolean {
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
}

/** Those of `files` that any of `others` may name. */
export function filesAmong(files: readonly string[], others: readonly string[]): string[] {
  return files.filter((file) => others.some((other) => isSameFile(file, other)));
}

/** True for a change of documentation alone; an empty change is none. */
export function isDocumentation(files: readonly string[]): boolean {
  return files.length > 0 && files.every((file) => DOCUMENTATION.test(file));
}

/** True when any of the files says how CI runs. */
export function touchesCi(files: readonly string[]): boolean {
  return files.some((file) => CI_FILES.test(file));
}
