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
/**
 * A tab that is behind others for this long gives its stream back: a browser opens six connections to a server for all its
 * tabs together, and a seventh tab would not even load. Long enough for a look at another tab.
 */
const HIDDEN_MS = 3_000;

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

/** Keeps every shown list and page up to date for as long as somebody is signed in and looks at it. */
export function useLiveUpdates(): void {
  useEffect(() => {
    const renewals = new Renewals(queryClient);
    const renewAll = (): void => {
      renewals.renew([...LIVE_KEYS]);
    };
    let reopening: ReturnType<typeof setTimeout> | undefined;
    let hiding: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource | undefined;

    const open = (): void => {
      clearTimeout(reopening);
      if (source !== undefined) return;
      const opened = new EventSource(`${basePath}api/v2/events`);
      source = opened;
      opened.onopen = () => {
        setState('live');
        renewAll();
      };
      opened.onerror = () => {
        setState('polling');
        if (opened.readyState !== EventSource.CLOSED) return;
        source = undefined;
        clearTimeout(reopening);
        reopening = setTimeout(look, REOPEN_MS);
      };
      opened.addEventListener(RESET, renewAll);
      for (const [event, keys] of Object.entries(EVENTS)) {
        opened.addEventListener(event, () => {
          renewals.renew(keys);
        });
      }
    };
    const close = (): void => {
      clearTimeout(reopening);
      source?.close();
      source = undefined;
      setState('polling');
    };
    const look = (): void => {
      clearTimeout(hiding);
      if (isVisible()) open();
      else hiding = setTimeout(close, HIDDEN_MS);
    };

    const poll = setInterval(() => {
      if (state === 'polling' && isVisible()) renewAll();
    }, POLL_MS);
    document.addEventListener('visibilitychange', look);
    look();
    return () => {
      document.removeEventListener('visibilitychange', look);
      clearInterval(poll);
      clearTimeout(hiding);
      renewals.stop();
      close();
    };
  }, []);
}

const isVisible = (): boolean => document.visibilityState === 'visible';
