import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A span as OTLP's JSON tells it. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

interface TraceExport {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: CollectedSpan['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[];
  }[];
}

/** An OpenTelemetry collector that keeps what it gets. */
export class TraceCollector {
  readonly spans: CollectedSpan[] = [];
  /** `authorization` of each export. */
  readonly credentials: (string | undefined)[] = [];
  /** `service.name` of all that sent spans. */
  readonly services = new Set<unknown>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TraceCollector> {
    const server = createServer();
    const collector = new TraceCollector(server);
    server.on('request', (request, response) => {
      collector.credentials.push(request.headers.authorization);
      json(request).then(
        (body) => {
          const { resourceSpans } = body as TraceExport;
          for (const { resource } of resourceSpans) {
            const name = resource.attributes.find(({ key }) => key === 'service.name');
            collector.services.add(name?.value.stringValue);
          }
          collector.spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)));
          response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
        },
        () => response.writeHead(400).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Spans by the trace they belong to. */
  traces(): readonly (readonly CollectedSpan[])[] {
    const ids = new Set(this.spans.map(({ traceId }) => traceId));
    return [...ids].map((id) => this.spans.filter(({ traceId }) => traceId === id));
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
