import { useElementSize } from '@mantine/hooks';
import { useState, type PointerEvent, type ReactNode } from 'react';
import { axesOf, Drawing } from './chart-drawing';
import type { Point, Track } from './points';

const HEIGHT = 220;
/** Nearer to the right end than this the note of a point stands on its left. */
const NOTE_WIDTH = 190;

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
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const axes = axesOf(points, tracks, { width, height: HEIGHT, whole, ticks });
  const point = at === null ? undefined : points[at];
  const left = at === null ? 0 : axes.x(at);
  return (
    <figure className="chart" aria-label={title}>
      <figcaption className="small dim row">
        {tracks.map(({ key, name, tone, as }) => (
          <span key={key} className="row chart-key">
            <i data-as={as} style={{ background: `var(--${tone})` }} aria-hidden="true" /> {name}
          </span>
        ))}
      </figcaption>
      <div
        ref={ref}
        className="chart-space"
        aria-hidden="true"
        style={{ height: HEIGHT }}
        onPointerMove={(event: PointerEvent<HTMLDivElement>) => {
          setAt(axes.indexAt(event.clientX - event.currentTarget.getBoundingClientRect().left));
        }}
        onPointerLeave={() => {
          setAt(null);
        }}
      >
        {width === 0 ? null : (
          <Drawing points={points} tracks={tracks} axes={axes} format={format} day={day} hovered={at} />
        )}
        {point === undefined ? null : (
          <div
            className="chart-hover small"
            style={left > width - NOTE_WIDTH ? { right: width - left + 10 } : { left: left + 10 }}
          >
            <strong>from {day(point.start)}</strong>
            {tracks.map((track) => (
              <div key={track.key}>
                {track.name}: {said(point, track, format)}
              </div>
            ))}
            {typeof point.n === 'number' ? <div>n = {point.n}</div> : null}
          </div>
        )}
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
              {points.map((each) => (
                <tr key={each.start}>
                  <td>{day(each.start)}</td>
                  {tracks.map((track) => (
                    <td key={track.key} data-align="right">
                      {said(each, track, format)}
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

function said(point: Point, { key, as }: Track, format: (value: number) => string): string {
  const word = (value: number | string | null | undefined): string => (typeof value === 'number' ? format(value) : '–');
  if (as !== 'band') return word(point[key]);
  return point[`${key}_low`] === null ? '–' : `${word(point[`${key}_low`])} to ${word(point[`${key}_high`])}`;
}

const days = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const day = (start: string): string => (start === '' ? '' : days.format(new Date(start)));
