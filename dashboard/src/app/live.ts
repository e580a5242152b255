import { useEffect, useSyncExternalStore } from 'react';
import { basePath } from '../api/client';
import { KEYS } from '../api/keys';
import { queryClient } from './query-client';
import { Renewals } from './renewals';

/** What the server tells, and which queries it makes stale. */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  'run.updated': [KEYS.runs, KEYS.analytics],
  'incident.opened': [KEYS.incidents, KEYS.runs, KEYS.analytics],
  'incident.updated': [KEYS.incidents, KEYS.analytics],
  'incident.resolved': [KEYS.incidents, KEYS.analytics],
  'pull_request.updated': [KEYS.pulls, KEYS.incidents, KEYS.analytics],
  'delivery.failed': [KEYS.deliveries, KEYS.repositories],
};

const LIVE_KEYS = new Set(Object.values(EVENTS).flat());

/** Told when events were missed: everything may be stale. */
const RESET = 'stream.reset';

/** While the stream is away the visible page asks by itself. */
const POLL_MS = 4_000;
/** A stream the server refused is tried again after this long; a broken one the browser itself reopens. */
const REOPEN_MS = 30_000;

export type LiveState = 'live' | 'polling';

let state: LiveState = 'polling';
const watchers = new Set<() => void>();

function setState(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const each of watchers) each();
}

/** Whether the page is told of changes, or asks for them. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
}

/** Keeps every shown list and page up to date for as long as somebody is signed in. */
export function useLiveUpdates(): void {
  useEffect(() => {
    const renewals = new Renewals(queryClient);
    let reopening: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource | undefined;

    const renew = (keys: readonly string[]): void => {
      renewals.renew(keys);
    };

    const open = (): void => {
      source = new EventSource(`${basePath}api/v2/events`);
      source.onopen = () => {
        setState('live');
        renew([...LIVE_KEYS]);
      };
      source.onerror = () => {
        setState('polling');
        if (source?.readyState !== EventSource.CLOSED) return;
        clearTimeout(reopening);
        reopening = setTimeout(open, REOPEN_MS);
      };
      source.addEventListener(RESET, () => {
        renew([...LIVE_KEYS]);
      });
      for (const [event, keys] of Object.entries(EVENTS)) {
        source.addEventListener(event, () => {
          renew(keys);
        });
      }
    };

    const poll = setInterval(() => {
      if (state === 'polling' && document.visibilityState === 'visible') renew([...LIVE_KEYS]);
    }, POLL_MS);
    open();
    return () => {
      clearInterval(poll);
      renewals.stop();
      clearTimeout(reopening);
      source?.close();
      setState('polling');
    };
  }, []);
}
