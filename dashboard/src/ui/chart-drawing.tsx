import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { ReactNode } from 'react';
import { labelledOf, numberAt, topOf, type Point, type Track } from './points';

/** Pixels around the drawing, for the marks of the axes. */
const LEFT = 58;
const RIGHT = 10;
const TOP = 8;
const BOTTOM = 22;
/** Room that a day needs, e.g. "Nov 29". */
const DAY_WIDTH = 56;
const WIDEST_BAR = 28;

/** How numbers become pixels, and which get a mark. */
export interface Axes {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly number[];
  /** The middle of a point's column. */
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
  readonly column: number;
  /** The point whose column a pixel lies in; null outside of all. */
  readonly indexAt: (pixel: number) => number | null;
}

/** The axes of a drawing of this size. */
export function axesOf(
  points: readonly Point[],
  tracks: readonly Track[],
  { width, height, whole, ticks }: AxesOptions,
): Axes {
  const top = topOf(points, tracks);
  const own = ticks?.(top);
  const scale =
    own === undefined
      ? scaleLinear()
          .domain([0, top === 0 ? 1 : top])
          .nice(4)
      : scaleLinear().domain([0, own.at(-1) ?? 1]);
  scale.range([height - BOTTOM, TOP]);
  const inner = Math.max(0, width - LEFT - RIGHT);
  const column = inner / Math.max(1, points.length);
  return {
    width,
    height,
    marks: own ?? scale.ticks(4).filter((mark) => !whole || Number.isInteger(mark)),
    x: (index) => LEFT + (index + 0.5) * column,
    y: (value) => scale(value),
    column,
    indexAt: (pixel) => {
      const index = Math.floor((pixel - LEFT) / column);
      return index >= 0 && index < points.length ? index : null;
    },
  };
}

export interface AxesOptions {
  readonly width: number;
  readonly height: number;
  /** Of things that are counted: no mark between two numbers. */
  readonly whole: boolean;
  /** The marks up to at least the largest number, where those of ten fit badly. */
  readonly ticks: ((most: number) => number[]) | undefined;
}

/** The drawing itself: decoration, for the same numbers stand in a table. */
export function Drawing({
  points,
  tracks,
  axes,
  format,
  day,
  hovered,
}: {
  readonly points: readonly Point[];
  readonly tracks: readonly Track[];
  readonly axes: Axes;
  readonly format: (value: number) => string;
  readonly day: (start: string) => string;
  readonly hovered: number | null;
}): ReactNode {
  const { width, height, marks, x, y } = axes;
  const bars = tracks.filter(({ as }) => as === 'bar');
  return (
    <svg className="chart-drawing" width={width} height={height} focusable="false">
      {marks.map((mark) => (
        <g key={mark}>
          <line x1={LEFT} x2={width - RIGHT} y1={y(mark)} y2={y(mark)} stroke="var(--line)" />
          <text x={LEFT - 6} y={y(mark)} dy="0.32em" textAnchor="end">
            {format(mark)}
          </text>
        </g>
      ))}
      {labelledOf(points.length, width - LEFT - RIGHT, DAY_WIDTH).map((index) => (
        <text key={index} x={Math.min(x(index), width - RIGHT - 18)} y={height - 6} textAnchor="middle">
          {day(points[index]?.start ?? '')}
        </text>
      ))}
      {hovered === null ? null : (
        <line x1={x(hovered)} x2={x(hovered)} y1={TOP} y2={height - BOTTOM} stroke="var(--ink-dim)" />
      )}
      {points.map((point, index) => (
        <Stack key={point.start} point={point} bars={bars} axes={axes} middle={x(index)} />
      ))}
      {tracks.map((track) =>
        track.as === 'band' ? (
          <path key={track.key} d={bandOf(points, track, axes)} fill={`var(--${track.tone})`} fillOpacity={0.16} />
        ) : track.as === 'line' ? (
          <Curve key={track.key} points={points} track={track} axes={axes} />
        ) : null,
      )}
    </svg>
  );
}

/** One column's bars, each on top of those before it. */
function Stack({
  point,
  bars,
  axes: { column, y },
  middle,
}: {
  readonly point: Point;
  readonly bars: readonly Track[];
  readonly axes: Axes;
  readonly middle: number;
}): ReactNode {
  const wide = Math.min(WIDEST_BAR, column * 0.8);
  let below = 0;
  return bars.map(({ key, tone }) => {
    const value = numberAt(point, key) ?? 0;
    const from = below;
    below += value;
    if (value === 0) return null;
    return (
      <rect
        key={key}
        x={middle - wide / 2}
        width={wide}
        y={y(below)}
        height={y(from) - y(below)}
        fill={`var(--${tone})`}
      />
    );
  });
}

/** A line that breaks where nothing was observed; a dot for each number, so that one alone is seen. */
function Curve({
  points,
  track: { key, tone },
  axes: { x, y },
}: {
  readonly points: readonly Point[];
  readonly track: Track;
  readonly axes: Axes;
}): ReactNode {
  const colour = `var(--${tone})`;
  const path = line<Point>()
    .defined((point) => numberAt(point, key) !== null)
    .x((_, index) => x(index))
    .y((point) => y(numberAt(point, key) ?? 0));
  return (
    <>
      <path d={path([...points]) ?? ''} fill="none" stroke={colour} strokeWidth={2} />
      {points.map((point, index) => {
        const value = numberAt(point, key);
        return value === null ? null : <circle key={point.start} cx={x(index)} cy={y(value)} r={2.5} fill={colour} />;
      })}
    </>
  );
}

function bandOf(points: readonly Point[], { key }: Track, { x, y }: Axes): string {
  const path = area<Point>()
    .defined((point) => numberAt(point, `${key}_low`) !== null && numberAt(point, `${key}_high`) !== null)
    .x((_, index) => x(index))
    .y0((point) => y(numberAt(point, `${key}_low`) ?? 0))
    .y1((point) => y(numberAt(point, `${key}_high`) ?? 0));
  return path([...points]) ?? '';
}
