import { plain } from '../../ui/ansi';

/** One row of the log viewer. */
export interface LogLine {
  readonly kind: 'heading' | 'group' | 'line';
  /** As printed, colours and all. */
  readonly text: string;
  /** The line's number in the job's whole log; null on headings. */
  readonly number: number | null;
  readonly job: string | null;
  /** The rows that fold this one away, outermost first. */
  readonly inside: readonly number[];
}

/** How the server titles an excerpt. */
const EXCERPT = /^== (.+), lines (\d+) to (\d+) ==$/;
/** What runners print around a group of lines, with or without a time before it. */
const GROUP = /^(?:\S+Z )?(?:##\[group\]|::group::)(.*)$/;
const END = /^(?:\S+Z )?(?:##\[endgroup\]|::endgroup::)/;

/** When a line was printed, as runners write it before each; the whole log has it, excerpts do not. */
const STAMP = /^\ufeff?\d{4}-\d\d-\d\dT[\d:.]{8,20}Z ?/;

/**
 * A log's text as rows. Excerpts' headings and runners' groups fold what stands below them. `whole` names the job that
 * printed all of it: then nothing in it is a heading of ours.
 */
export function logLines(log: string, whole: string | null = null): readonly LogLine[] {
  const lines: LogLine[] = [];
  let job = whole;
  let number = 1;
  let heading: number | null = null;
  let group: number | null = null;
  const inside = (): readonly number[] => [heading, group].filter((each) => each !== null);
  for (const row of log.replace(/\r?\n$/, '').split(/\r?\n/)) {
    const text = whole === null ? row : row.replace(STAMP, '');
    const excerpt = whole === null ? EXCERPT.exec(text) : null;
    if (excerpt !== null) {
      // The server ends each excerpt with an empty line that is not the log's.
      if (lines.at(-1)?.text === '') lines.pop();
      job = excerpt[1] ?? null;
      number = Number(excerpt[2]);
      group = null;
      heading = lines.length;
      lines.push({
        kind: 'heading',
        text: `${job ?? ''}, lines ${excerpt[2] ?? ''}–${excerpt[3] ?? ''}`,
        number: null,
        job,
        inside: [],
      });
      continue;
    }
    const bare = plain(text);
    const opened = GROUP.exec(bare);
    if (opened !== null) {
      group = null;
      lines.push({ kind: 'group', text: opened[1] ?? '', number, job, inside: inside() });
      group = lines.length - 1;
    } else if (END.test(bare)) {
      group = null;
    } else {
      lines.push({ kind: 'line', text, number, job, inside: inside() });
    }
    number += 1;
  }
  if (whole === null && heading !== null && lines.at(-1)?.text === '') lines.pop();
  return lines;
}

/** The indices of the rows that are shown while these are folded. */
export function shownRows(lines: readonly LogLine[], folded: ReadonlySet<number>): readonly number[] {
  const rows: number[] = [];
  lines.forEach((line, index) => {
    if (!line.inside.some((each) => folded.has(each))) rows.push(index);
  });
  return rows;
}

/** The indices of the rows that contain a text, whatever its case. */
export function hitsOf(lines: readonly LogLine[], search: string): readonly number[] {
  const wanted = search.toLowerCase();
  if (wanted === '') return [];
  const hits: number[] = [];
  lines.forEach((line, index) => {
    if (plain(line.text).toLowerCase().includes(wanted)) hits.push(index);
  });
  return hits;
}
