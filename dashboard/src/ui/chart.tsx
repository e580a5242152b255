import type { ReactNode } from 'react';
import { Area, Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { Point, Track } from './points';

const HEIGHT = 220;
const TICK = { fontSize: 12, fill: 'var(--ink-dim)' } as const;

/** Numbers over time. Nothing observed is a gap, never zero. The same numbers stand in a table below. */
export function Chart({
  title,
  points,
  tracks,
  format,
  whole = false,
  ticks,
}: {
  readonly title: string;
  readonly points: readonly Point[];
  readonly tracks: readonly Track[];
  readonly format: (value: number) => string;
  /** Of things that are counted. */
  readonly whole?: boolean;
  /** The marks of the upright axis up to at least the largest number, where those of ten fit badly. */
  readonly ticks?: (most: number) => number[];
}): ReactNode {
  const rows = points.map((point) => ({ ...point, ...bands(point, tracks) }));
  const most = Math.max(0, ...points.flatMap((point) => tracks.map(({ key }) => Number(point[key] ?? 0))));
  const marks = ticks?.(most);
  return (
    <figure className="chart" aria-label={title}>
      <figcaption className="small dim row">
        {tracks.map(({ key, name, tone, as }) => (
          <span key={key} className="row chart-key">
            <i data-as={as} style={{ background: `var(--${tone})` }} aria-hidden="true" /> {name}
          </span>
        ))}
      </figcaption>
      <div aria-hidden="true" style={{ height: HEIGHT }}>
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <ComposedChart data={rows} accessibilityLayer={false} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="start" tickFormatter={day} tick={TICK} stroke="var(--line)" minTickGap={24} />
            <YAxis
              width={56}
              tick={TICK}
              stroke="var(--line)"
              tickFormatter={format}
              allowDecimals={!whole}
              {...(marks === undefined ? {} : { ticks: marks, domain: [0, marks.at(-1) ?? 0] })}
            />
            <Tooltip content={<Hover tracks={tracks} format={format} />} isAnimationActive={false} />
            {tracks.map((track) => drawn(track))}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <details className="small">
        <summary>The same as a table</summary>
        <div className="scroll" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">From</th>
                {tracks.map(({ key, name }) => (
                  <th key={key} scope="col" data-align="right">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.map((point) => (
                <tr key={point.start}>
                  <td>{day(point.start)}</td>
                  {tracks.map((track) => (
                    <td key={track.key} data-align="right">
                      {said(point, track, format)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

function drawn({ key, tone, as }: Track): ReactNode {
  const colour = `var(--${tone})`;
  const same = { dataKey: key, isAnimationActive: false } as const;
  if (as === 'bar') return <Bar key={key} {...same} stackId="all" fill={colour} maxBarSize={28} />;
  if (as === 'band')
    return <Area key={key} {...same} stroke="none" fill={colour} fillOpacity={0.16} activeDot={false} />;
  return <Line key={key} {...same} stroke={colour} strokeWidth={2} dot={{ r: 2.5, fill: colour, strokeWidth: 0 }} />;
}

/** Bands as the pairs that the drawing takes. */
function bands(point: Point, tracks: readonly Track[]): Record<string, readonly [number, number] | null> {
  return Object.fromEntries(
    tracks
      .filter(({ as }) => as === 'band')
      .map(({ key }) => {
        const [low, high] = [point[`${key}_low`], point[`${key}_high`]];
        return [key, typeof low === 'number' && typeof high === 'number' ? [low, high] : null];
      }),
  );
}

function said(point: Point, { key, as }: Track, format: (value: number) => string): string {
  const word = (value: number | string | null | undefined): string => (typeof value === 'number' ? format(value) : '–');
  if (as !== 'band') return word(point[key]);
  return point[`${key}_low`] === null ? '–' : `${word(point[`${key}_low`])} to ${word(point[`${key}_high`])}`;
}

function Hover({
  tracks,
  format,
  active,
  payload,
}: {
  readonly tracks: readonly Track[];
  readonly format: (value: number) => string;
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: unknown }[];
}): ReactNode {
  const point = payload?.[0]?.payload as Point | undefined;
  if (active !== true || point === undefined) return null;
  return (
    <div className="chart-hover small">
      <strong>from {day(point.start)}</strong>
      {tracks.map((track) => (
        <div key={track.key}>
          {track.name}: {said(point, track, format)}
        </div>
      ))}
      {typeof point.n === 'number' ? <div>n = {point.n}</div> : null}
    </div>
  );
}

const days = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const day = (start: unknown): string => (typeof start === 'string' ? days.format(new Date(start)) : '');
