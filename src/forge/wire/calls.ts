import { AsyncLocalStorage } from 'node:async_hooks';
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { SpanKind, traced } from '../../common/tracing/tracing';
import type { ForgeKind } from '../forge.types';

/** One call of a forge's API, its redirects included. */
export interface ForgeCall {
  readonly forge: ForgeKind;
  readonly method: string;
  /** Whose account it was made with, as `onBehalfOf` was told; null where nobody's. */
  readonly account: string | null;
  /** Which connected repository it was made for, as `forRepository` was told; null where for none. */
  readonly repository: string | null;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly seconds: number;
  /** What the answer says is left of the token's limit, 0..1; null where it says nothing. */
  readonly left: number | null;
  /** The forge said that there were too many. */
  readonly limited: boolean;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Drivers know nothing of the application; who listens hears the calls of all of them. */
const NAME = 'devflowfix.forge-call';
const calls = channel(NAME);

/** Counts calls as they are sent. */
export interface CallMeter {
  calls: number;
}

interface Behalf {
  readonly account: string | null;
  readonly repository: string | null;
  readonly meter: CallMeter | null;
}

const NOBODY: Behalf = { account: null, repository: null, meter: null };
const behalf = new AsyncLocalStorage<Behalf>();

/** Says of all calls that `work` makes, however deep, whose account they are made with. */
export function onBehalfOf<T>(account: string, work: () => T): T {
  return behalf.run({ ...(behalf.getStore() ?? NOBODY), account }, work);
}

/** Says of all calls that `work` makes, however deep, which connected repository they are for, and counts them. */
export function forRepository<T>(repository: string, meter: CallMeter, work: () => T): T {
  return behalf.run({ ...(behalf.getStore() ?? NOBODY), repository, meter }, work);
}

/** Hears of every call from now on, until the returned function is called. */
export function onForgeCalls(listen: (call: ForgeCall) => void): () => void {
  const hear = (message: unknown): void => {
    listen(message as ForgeCall);
  };
  subscribe(NAME, hear);
  return () => {
    unsubscribe(NAME, hear);
  };
}

/** Makes a call, tells who listens how it went, and shows it in the trace: host and path, never the query. */
export function told<A extends Answer>(
  forge: ForgeKind,
  method: string,
  url: string,
  call: () => Promise<A>,
): Promise<A> {
  const startedAt = performance.now();
  const { account, repository, meter } = behalf.getStore() ?? NOBODY;
  if (meter !== null) meter.calls += 1;
  const { host, pathname } = new URL(url);
  const attributes = { 'http.request.method': method, 'server.address': host, 'url.path': pathname };
  return traced(
    `${method} ${forge}`,
    attributes,
    async (span) => {
      let answer: A | null = null;
      try {
        answer = await call();
        span.setAttribute('http.response.status_code', answer.status);
        return answer;
      } finally {
        const seconds = (performance.now() - startedAt) / 1000;
        const left = answer === null ? null : leftOf(answer.headers);
        const limited = answer !== null && isLimited(answer, left);
        const status = answer?.status ?? null;
        calls.publish({ forge, method, account, repository, status, seconds, left, limited } satisfies ForgeCall);
      }
    },
    SpanKind.CLIENT,
  );
}

/** GitHub refuses with 403 as well; then nothing is left, or it says how long to wait (its secondary limits). */
function isLimited({ status, headers }: Answer, left: number | null): boolean {
  return status === 429 || (status === 403 && (left === 0 || headers['retry-after'] !== undefined));
}

/** GitHub prefixes the names of RFC drafts' headers, GitLab does not. */
function leftOf(headers: Answer['headers']): number | null {
  const value = (name: string): number =>
    Number(headers[`x-ratelimit-${name}`] ?? headers[`ratelimit-${name}`] ?? Number.NaN);
  const left = value('remaining') / value('limit');
  return Number.isFinite(left) ? left : null;
}
