import { useSyncExternalStore, type ReactNode } from 'react';
import { relative } from './durations';

/** Relative times are renewed this often; one timer serves the whole page. */
const TICK_MS = 15_000;

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Nobody may have listened for long.
  if (timer === undefined) now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Now, renewed every few seconds. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

/** A time as people say it; the exact one shows on hover. A dash where there is none. */
export function Time({ at }: { readonly at: string | null | undefined }): ReactNode {
  const from = useNow();
  if (at === null || at === undefined) return <span className="dim">–</span>;
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={absolute.format(time)} className="nowrap">
      {relative(time, from)}
    </time>
  );
}
