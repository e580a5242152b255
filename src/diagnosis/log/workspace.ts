import type { LogLine } from './sections';

/** Where runners check repositories out; the name in the middle is the repository's, whatever it is. */
const KNOWN_ROOTS =
  /(?:\/home\/runner\/work\/[^/\s]{1,100}\/[^/\s]{1,100}|\/Users\/runner\/work\/[^/\s]{1,100}\/[^/\s]{1,100}|\/__w\/[^/\s]{1,100}\/[^/\s]{1,100}|\/github\/workspace|[A-Za-z]:[\\/]a[\\/][^\\/\s]{1,100}[\\/][^\\/\s]{1,100})[\\/]/g;
/** GitLab's depth of groups varies, so its root is learnt from git's own line. */
const LEARNT_ROOT =
  /(?:Initialized empty Git repository in|Reinitialized existing Git repository in) (\/\S{1,300}?)\/\.git\/?$/;

/** Makes paths relative to the repository's root. */
export type Relativise = (text: string) => string;

/** Looks for the workspace in the job's own lines; set-up lines count, so give all of them. */
export function workspaceOf(lines: readonly LogLine[]): Relativise {
  const learnt = new Set<string>();
  for (const { text } of lines) {
    const root = text.includes('Git repository in') ? LEARNT_ROOT.exec(text)?.[1] : undefined;
    if (root !== undefined) learnt.add(`${root}/`);
  }
  return (text) => {
    let result = text.replace(KNOWN_ROOTS, '');
    for (const root of learnt) result = result.replaceAll(root, '');
    return result;
  };
}
