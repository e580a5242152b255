import { Suspense, type ComponentProps, type ReactNode } from 'react';
import { Chart } from './charts';
import { Loading } from './states';

type Chosen = Pick<ComponentProps<typeof Chart>, 'title' | 'tracks'>;

/** Whole numbers over time, a track each; the chart itself is loaded when it is first shown. */
export function CountChart({
  title,
  tracks,
  series,
}: Chosen & { readonly series: readonly { readonly start: string; readonly end: string }[] }): ReactNode {
  return (
    <Suspense fallback={<Loading />}>
      <Chart title={title} points={series.map((each) => ({ ...each }))} tracks={tracks} format={String} whole />
    </Suspense>
  );
}
