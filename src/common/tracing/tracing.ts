import {
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  context,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { AppError } from '../errors';
import { currentContext } from '../request-context';
import { traceIdsOf, type TraceIds } from './trace-ids';

export { SpanKind, type Attributes, type Span };

const tracer = () => trace.getTracer('devflowfix');

/** How many exporters (`exporter.ts`) take spans in this process; without one nothing below costs anything. */
let exporters = 0;
const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** Told by an exporter that it takes spans (`1`), or no longer does (`-1`). */
export function countExporter(change: 1 | -1): void {
  exporters += change;
}

/** What the next span is called, when it must be a certain one: the SDK asks for ids without saying for whom. */
let prescribed: TraceIds | null = null;

/** The ids the span that is being started must have; null when any will do. */
export function prescribedIds(): TraceIds | null {
  return prescribed;
}

function within(requestId: string): Context {
  return trace.setSpanContext(ROOT_CONTEXT, {
    ...traceIdsOf(requestId),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

/** The running span, or the request whose work this is; a trace of its own outside of both. */
function parent(): Context {
  const active = context.active();
  if (trace.getSpan(active) !== undefined) return active;
  const requestId = currentContext()?.requestId;
  return requestId === undefined ? active : within(requestId);
}

/**
 * Runs `work` as a span of the current request's trace. A thrown error marks it; of the error it tells the code or the
 * name alone, since messages may hold what nobody outside should read.
 */
export function traced<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
  kind: SpanKind = SpanKind.INTERNAL,
): Promise<T> {
  if (exporters === 0) return work(NO_SPAN);
  return tracer().startActiveSpan(name, { kind, attributes }, parent(), async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setAttribute('error.type', nameOf(error)).setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The span of a request that has been answered: the root of its trace. `seconds` is how long it took, until now. */
export function tellRequest(requestId: string, name: string, attributes: Attributes, seconds: number): void {
  if (exporters === 0) return;
  prescribed = traceIdsOf(requestId);
  try {
    const startTime = Date.now() - seconds * 1000;
    tracer().startSpan(name, { kind: SpanKind.SERVER, attributes, startTime, root: true }).end();
  } finally {
    prescribed = null;
  }
}

/** Says in the traces of several requests that one piece of work, `span`, was done for all of them together. */
export function tellShared(
  requestIds: readonly (string | undefined)[],
  name: string,
  span: Span,
  startedAt: number,
): void {
  if (!span.isRecording()) return;
  const links = [{ context: span.spanContext() }];
  for (const requestId of new Set(requestIds)) {
    if (requestId === undefined) continue;
    tracer().startSpan(name, { links, startTime: startedAt }, within(requestId)).end();
  }
}

function nameOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return error instanceof Error ? error.name : 'error';
}
