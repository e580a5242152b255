import { ActionIcon, TextInput } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Link } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useMemo, useRef, useState, type ReactNode } from 'react';
import { segmentsOf } from '../../ui/ansi';
import { CopyButton } from '../../ui/copy';
import { Icon } from '../../ui/icons';
import type { RunSearch } from '../runs/search';
import { hitsOf, logLines, shownRows, type LogLine } from './log-lines';

/** Height of one row in pixels; a fixed one keeps 100,000 rows as quick as ten. */
const ROW = 20;
/** The frame around the rows, and a bar below them where one is too long. */
const FRAME = 18;

/** Lines of a job that a diagnosis rests on. */
export interface Marked {
  readonly job: string;
  readonly first: number;
  readonly last: number;
}

/** A line to scroll to; each an object of its own, so that the same may be gone to again. */
interface Target {
  readonly index: number;
  readonly align: 'center' | 'start';
}

type LineLink = (job: string, line: number) => RunSearch | null;

/** A log: colours, folding, search, and the lines the diagnosis rests on marked. Only the rows in sight are drawn. */
export function LogViewer({
  log,
  whole = null,
  marked,
  pointedAt,
  linkTo,
}: {
  readonly log: string;
  /** The job that printed all of it; null for excerpts, which say it themselves. */
  readonly whole?: string | null;
  readonly marked: readonly Marked[];
  /** The line that the address names. */
  readonly pointedAt?: number | undefined;
  /** Where a line has its address. */
  readonly linkTo: LineLink;
}): ReactNode {
  const lines = useMemo(() => logLines(log, whole), [log, whole]);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const [target, setTarget] = useState<Target | null>(null);
  const rows = useMemo(() => shownRows(lines, folded), [lines, folded]);
  const hits = useMemo(() => hitsOf(lines, search), [lines, search]);
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 30,
  });
  const current = hits[at];
  const printed = useMemo(() => lines.filter(({ number }) => number !== null).length, [lines]);

  const goTo = (index: number, align: Target['align'] = 'center'): void => {
    const line = lines[index];
    if (line === undefined) return;
    setFolded(new Set([...folded].filter((each) => !line.inside.includes(each))));
    setTarget({ index, align });
  };
  // Only when what hid the line is unfolded is it known in which row it stands.
  const scrollTo = useEffectEvent(({ index, align }: Target) => {
    const row = rows.indexOf(index);
    virtual.scrollToIndex(align === 'start' ? Math.max(0, row - 4) : row, { align });
  });
  useEffect(() => {
    if (target !== null) scrollTo(target);
  }, [target]);
  const step = (by: number): void => {
    if (hits.length === 0) return;
    const next = (at + by + hits.length) % hits.length;
    setAt(next);
    goTo(hits[next] ?? 0);
  };
  const first = useMemo(() => {
    const pointed = pointedAt === undefined ? -1 : lines.findIndex(({ number }) => number === pointedAt);
    return pointed >= 0 ? pointed : lines.findIndex((line) => isMarked(line, marked));
  }, [lines, marked, pointedAt]);
  const showFirst = useEffectEvent(() => {
    goTo(first, 'start');
  });
  useEffect(() => {
    if (first >= 0) showFirst();
  }, [first]);
  const showFirstHit = useEffectEvent(() => {
    goTo(hits[0] ?? -1);
  });
  useEffect(() => {
    if (search !== '') showFirstHit();
  }, [search]);

  const toggle = (index: number): void => {
    const next = new Set(folded);
    if (!next.delete(index)) next.add(index);
    setFolded(next);
  };
  return (
    <div className="stack">
      <div className="row">
        <TextInput
          size="xs"
          className="filter-wide"
          style={{ flex: '1 1 8rem' }}
          aria-label="Search the log"
          placeholder="Search the log"
          leftSection={<Icon name="search" size={14} />}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
          }}
        />
        <span className="dim small" role="status">
          {search === ''
            ? `${printed.toLocaleString('en')} ${printed === 1 ? 'line' : 'lines'}`
            : `${hits.length === 0 ? 0 : at + 1} of ${hits.length}`}
        </span>
        <ActionIcon
          variant="default"
          aria-label="Next hit"
          disabled={hits.length === 0}
          onClick={() => {
            step(1);
          }}
        >
          <Icon name="chevron" size={14} />
        </ActionIcon>
        <CopyButton text={log} what="log" />
      </div>
      <div
        ref={frame}
        className="log"
        role="region"
        aria-label="Log"
        tabIndex={0}
        style={{ height: `min(70vh, 40rem, ${rows.length * ROW + FRAME}px)` }}
      >
        <div style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const index = rows[item.index] ?? 0;
            const line = lines[index];
            if (line === undefined) return null;
            return (
              <div key={item.key} className="log-row" style={{ transform: `translateY(${item.start}px)` }}>
                <Row
                  line={line}
                  search={search}
                  current={index === current || (line.number !== null && line.number === pointedAt)}
                  linkTo={linkTo}
                  marked={isMarked(line, marked)}
                  open={!folded.has(index)}
                  onToggle={() => {
                    toggle(index);
                  }}
                />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function isMarked(line: LogLine, marked: readonly Marked[]): boolean {
  const { number, job } = line;
  return number !== null && marked.some((each) => each.job === job && each.first <= number && number <= each.last);
}

function Row({
  line,
  search,
  current,
  marked,
  linkTo,
  open,
  onToggle,
}: {
  readonly line: LogLine;
  readonly linkTo: LineLink;
  readonly search: string;
  readonly current: boolean;
  readonly marked: boolean;
  readonly open: boolean;
  readonly onToggle: () => void;
}): ReactNode {
  if (line.kind !== 'line') {
    return (
      <button type="button" className="log-fold" data-kind={line.kind} aria-expanded={open} onClick={onToggle}>
        <span className="log-number">{line.number ?? ''}</span>
        <span className="gantt-chevron" data-open={open}>
          <Icon name="chevron" size={12} />
        </span>
        <Text text={line.text} search={search} />
      </button>
    );
  }
  return (
    <div className="log-line" data-marked={marked} data-current={current}>
      <LineNumber line={line} linkTo={linkTo} />
      {marked ? <span className="sr-only">diagnosed: </span> : null}
      <Text text={line.text} search={search} />
    </div>
  );
}

/** A line's number leads to the line's own address, which can be sent to somebody. */
function LineNumber({
  line: { job, number },
  linkTo,
}: {
  readonly line: LogLine;
  readonly linkTo: LineLink;
}): ReactNode {
  const search = number === null || job === null ? null : linkTo(job, number);
  if (search === null) return <span className="log-number">{number}</span>;
  return (
    <Link
      from="/runs/$id"
      to="."
      search={search}
      replace
      resetScroll={false}
      className="log-number"
      aria-label={`Line ${number ?? ''}`}
    >
      {number}
    </Link>
  );
}

function Text({ text, search }: { readonly text: string; readonly search: string }): ReactNode {
  return (
    <span className="log-text">
      {segmentsOf(text).map((segment, index) => (
        <span key={index} className={segment.style}>
          {highlighted(segment.text, search)}
        </span>
      ))}
    </span>
  );
}

function highlighted(text: string, search: string): ReactNode {
  if (search === '') return text;
  const parts: ReactNode[] = [];
  const lower = text.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(search.toLowerCase()); at >= 0; at = lower.indexOf(search.toLowerCase(), from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + search.length)}</mark>);
    from = at + search.length;
  }
  parts.push(text.slice(from));
  return parts;
}
