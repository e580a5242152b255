import type { ComponentProps, ReactNode } from 'react';
import { Chart } from './chart';

type Chosen = Pick<ComponentProps<typeof Chart>, 'title' | 'tracks'>;

/** Whole numbers over time, a track each. */
export function CountChart({
  title,
  tracks,
  series,
}: Chosen & { readonly series: readonly { readonly start: string; readonly end: string }[] }): ReactNode {
  return <Chart title={title} points={series.map((each) => ({ ...each }))} tracks={tracks} format={String} whole />;
}
