import type { CiFileKind } from './ci-file.types';

const WORKFLOW = /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /(?:^|\/)action\.ya?ml$/;
const PIPELINE = /(?:^|\/)(?:[^/]*\.)?\.?gitlab-ci\.ya?ml$/;
const INCLUDED = /(?:^|\/)\.gitlab\/ci\/[^/]/;

/** What a path alone says. */
export function kindOfPath(path: string): CiFileKind | null {
  const plain = path.replaceAll('\\', '/');
  if (WORKFLOW.test(plain)) return 'workflow';
  if (PIPELINE.test(plain) || (INCLUDED.test(plain) && /\.ya?ml$/.test(plain))) return 'pipeline';
  return ACTION.test(plain) ? 'action' : null;
}

/** Lines that stand at the margin: a workflow's, an action's and a pipeline's own words. */
const MARGIN = /^(["']?)(on|true|jobs|runs|inputs|stages|default|include|name|[\w.-]+)\1\s*:/gm;
/** Longer files are no CI files; 1 MB is GitHub's own bound. */
const LONGEST = 1024 * 1024;
/** A log has many lines; a file that is YAML has no line that is not one of these. */
const YAML_LINE = /^(?:#|---|- |-?$|["']?[\w.${}<*/ \t-]+(?:["'][ \t]*)?:(?:\s|$)|[\]})])/;

/**
 * What a file of any name is by its words, null when it is none of them. Meant for files named on a command line, that
 * are mostly logs: only what looks like YAML from its first line on counts.
 */
export function kindOfText(path: string, text: string): CiFileKind | null {
  const byPath = kindOfPath(path);
  if (byPath !== null) return byPath;
  if (!/\.ya?ml$/i.test(path) || text.length > LONGEST) return null;
  if (text.trim() === '') return 'workflow';
  const first = text.split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  if (first.slice(0, 3).some((line) => !YAML_LINE.test(line.trim()))) return null;
  const words = new Set(Array.from(text.matchAll(MARGIN), ([, , word]) => word));
  if (words.has('runs') && !words.has('jobs')) return 'action';
  if (words.has('on') || words.has('jobs')) return 'workflow';
  const job = /^[\w.: -]+:[ \t]*(?:#.*)?\r?\n(?:[ \t]+.*\r?\n|\r?\n)*?[ \t]+(?:script|trigger|extends)\s*:/m.test(text);
  return words.has('stages') || job ? 'pipeline' : null;
}
