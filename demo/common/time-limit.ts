/** A signal with an end of its own. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** True once the time has passed, whatever the parent did. */
  isOver(): boolean;
  /** Lets go of the timer and the parent; must be called when the work is done. */
  end(): void;
}

/**
 * A signal that aborts with its parent, or after `ms` with a `TimeoutError` as `AbortSignal.timeout` does.
 *
 * Not `AbortSignal.any([parent, AbortSignal.timeout(ms)])`: nobody holds the inner signal, and once it is collected as
 * garbage it never fires (Node 20.20: none of 20 did). A receiver that never answered held up its hook for ever.
 */
export function timeLimit(ms: number, parent: AbortSignal): TimeLimit {
  const controller = new AbortController();
  let over = false;
  const follow = (): void => {
    controller.abort(parent.reason);
  };
  const timer = setTimeout(() => {
    over = true;
    controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  }, ms);
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    isOver: () => over,
    end: () => {
      clearTimeout(timer);
      parent.removeEventListener('abort', follow);
    },
  };
}
