import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of a piece of work carries, from the request into the tasks it caused. */
export interface RequestContext {
  readonly requestId: string;
  readonly taskId?: string;
  readonly taskKind?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** The context of the running request or task; undefined outside of both. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}

/** Runs `work`, and all it awaits, under a context. */
export function withContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** Makes the context hold for the rest of the current asynchronous execution (HTTP hooks have no callback to wrap). */
export function enterContext(context: RequestContext): void {
  storage.enterWith(context);
}
