import type { LogLine } from './sections';

/** A folder's name, in a path of either kind. */
const NAME = String.raw`[^\\/\s]{1,100}`;
/** Where runners check repositories out; the names in the middle are the repository's, whatever it is. */
const ROOTS = [
  // GitHub: hosted runners, containers, self-hosted ones
  String.raw`\/home\/runner\/work\/${NAME}\/${NAME}`,
  String.raw`\/Users\/runner\/work\/${NAME}\/${NAME}`,
  String.raw`\/__w\/${NAME}\/${NAME}`,
  String.raw`\/github\/workspace`,
  String.raw`[A-Za-z]:[\\/]a[\\/]${NAME}[\\/]${NAME}`,
  String.raw`(?:\/${NAME}){1,6}\/_work\/${NAME}\/${NAME}`,
  String.raw`[A-Za-z]:(?:[\\/]${NAME}){1,6}[\\/]_work[\\/]${NAME}[\\/]${NAME}`,
  // Travis, CircleCI, Azure, AppVeyor, Bitbucket, Drone
  String.raw`\/(?:home|Users)\/travis\/build\/${NAME}\/${NAME}`,
  String.raw`\/(?:home\/circleci|root|Users\/distiller)\/project`,
  String.raw`\/(?:home|Users)\/vsts\/work\/\d{1,3}\/s`,
  String.raw`[Cc]:[\\/]projects[\\/]${NAME}`,
  String.raw`\/opt\/atlassian\/pipelines\/agent\/build`,
  String.raw`\/drone\/src`,
];
const KNOWN_ROOTS = new RegExp(String.raw`(?<![\w.\\-])(?:${ROOTS.join('|')})[\\/]`, 'g');
/** What every one of them has; most texts have none. */
const MAY_HAVE_ROOT = /runner|__w|github\/workspace|:[\\/]|_work|travis|project|vsts|atlassian|drone/;
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
    let result = MAY_HAVE_ROOT.test(text) ? text.replace(KNOWN_ROOTS, '') : text;
    for (const root of learnt) result = result.replaceAll(root, '');
    return result;
  };
}
