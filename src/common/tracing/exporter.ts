import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { TracingConfig } from '../../config/config';
import { countExporter, prescribedIds } from './tracing';

/**
 * Sends spans to an OpenTelemetry collector (OTLP over HTTP, JSON), in the background, where `OTEL_EXPORTER_OTLP_ENDPOINT`
 * names one. Nothing waits for it; what a collector does not take is dropped.
 */
@Injectable()
export class TraceExporter implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Tracing');
  private sender: { flush(): Promise<void>; stop(): Promise<void> } | null = null;

  constructor(private readonly config: TracingConfig) {}

  /** The SDK is some 200 modules: loaded only where it is wanted. */
  async onModuleInit(): Promise<void> {
    const { endpoint, headers, ratio, serviceName } = this.config;
    if (endpoint === null) return;
    const [sdk, { OTLPTraceExporter }, { resourceFromAttributes }, { context, trace }] = await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/api'),
    ]);
    const random = new sdk.RandomIdGenerator();
    // By trace id, so that all processes keep or drop the same traces.
    const byTrace = new sdk.TraceIdRatioBasedSampler(ratio);
    const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers: { ...headers } });
    const provider = new sdk.NodeTracerProvider({
      resource: resourceFromAttributes({ 'service.name': serviceName }),
      sampler: new sdk.ParentBasedSampler({ root: byTrace, remoteParentSampled: byTrace }),
      idGenerator: {
        generateTraceId: () => prescribedIds()?.traceId ?? random.generateTraceId(),
        generateSpanId: () => prescribedIds()?.spanId ?? random.generateSpanId(),
      },
      spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
    });
    provider.register();
    countExporter(1);
    this.logger.log({ endpoint: new URL(endpoint).origin }, 'traces are exported');
    this.sender = {
      flush: () => provider.forceFlush(),
      stop: async () => {
        countExporter(-1);
        await provider.shutdown();
        trace.disable();
        context.disable();
      },
    };
  }

  /** Sends what waits now. */
  async flush(): Promise<void> {
    await this.sender?.flush();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sender?.stop();
  }
}
