import { cleanLine } from './strip-ansi';

/** Characters of a line that regular expressions get to see; longer lines end in `…`. */
export const MAX_LINE = 1000;

/** `gh run view --log`: job, tab, step, tab. The stamp behind it tells it from a tab-separated table. */
const GH_PREFIX = /^[^\t]{1,200}\t([^\t]{1,200})\t(?=\ufeff?\d{4}-\d\d-\d\dT)/;
const STAMP = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z ?/y;
/** GitLab's stamped logs: number of the stream, O(utput) or E(rror), `+` when the line before goes on. */
const GITLAB_STREAM = /^\d\d[OE][ +]/;
const SECTION = /section_(start|end):\d{1,12}:([A-Za-z0-9_.-]{1,100})(?:\[[^\]]{0,100}\])?/g;
/** Travis stamps the start of each command of the script before it echoes it. */
const TRAVIS = /travis_(?:time|fold):start/;

/** Characters of a JSON report on one line that are kept beside the line. */
const MAX_JSON = 64_000;
/** Reports are lists of objects, or an object with named fields. */
const JSON_START = /^\s{0,8}(?:\[\s{0,4}\{|\{)\s{0,4}"/;

/** One line of a log out of its envelope. */
export interface RawLine {
  /** The line without stamps, colours still in it. */
  readonly raw: string;
  /** What a terminal would show, at most 1,000 characters. */
  readonly text: string;
  /** The line before it was cut, where it may be a report in JSON. */
  readonly json: string | null;
  /** The step that `gh run view --log` names. */
  readonly step: string | null;
  readonly section: { readonly start: boolean; readonly name: string } | null;
  /** The command that the runner is about to run and echoes here, where its envelope says so. */
  readonly command: string | null;
}

function cut(text: string): string {
  return text.length > MAX_LINE ? `${text.slice(0, MAX_LINE - 1)}…` : text;
}

/** A stamp starts with a year: one look at some characters spares most lines the pattern. */
function withoutStamp(line: string): string {
  if (!line.startsWith('20') || line.charCodeAt(10) !== 84) return line;
  STAMP.lastIndex = 0;
  if (!STAMP.test(line)) return line;
  const rest = line.slice(STAMP.lastIndex);
  const stream = rest.charCodeAt(2);
  return stream === 79 || stream === 69 ? rest.replace(GITLAB_STREAM, '') : rest;
}

/** Takes the envelope off one line. */
export function unwrap(line: string): RawLine {
  let raw = line.startsWith('\ufeff') ? line.slice(1) : line;
  const tab = raw.indexOf('\t');
  const prefix = tab > 0 && tab <= 200 ? GH_PREFIX.exec(raw) : null;
  if (prefix) raw = raw.slice(prefix[0].length).replace(/^\ufeff/, '');
  raw = withoutStamp(raw);
  const marks = raw.includes('section_') ? [...raw.matchAll(SECTION)] : [];
  // Without stamps one section's end and the next one's beginning share a line.
  const found = marks.filter(([, kind]) => kind === 'start').at(-1) ?? marks.at(-1);
  const section = found ? { start: found[1] === 'start', name: found[2] ?? '' } : null;
  const last = marks.at(-1);
  const text = cut(cleanLine(last ? raw.slice(last.index + last[0].length) : raw));
  const echoed =
    raw.startsWith('\x1b[32;1m$ ') || (text.startsWith('$ ') && raw.startsWith('travis_') && TRAVIS.test(raw));
  const json = text.length === MAX_LINE && JSON_START.test(raw) ? raw.slice(0, MAX_JSON) : null;
  return { raw, text, json, step: prefix?.[1] ?? null, section, command: echoed ? text.slice(2).trim() : null };
}
