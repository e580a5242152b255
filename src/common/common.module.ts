import { Module, type DynamicModule } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { Checkups } from './checkup';
import { Clock, SystemClock } from './clock';
import { TokenCipher } from './crypto/token-cipher';
import { Budgets } from './http/budgets';
import { IdempotencyInterceptor } from './http/idempotency.interceptor';
import { IdempotencyStore } from './http/idempotency.store';
import { RateLimits } from './http/rate-limits';
import { KeptTables } from './kept-tables';
import { Metrics } from './metrics';
import { TraceExporter } from './tracing/exporter';

/** Owns what every feature may use: the clock, the cipher, idempotent requests, rate limits, metrics, traces. */
@Module({})
export class CommonModule {
  static forRoot(clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: CommonModule,
      global: true,
      providers: [
        TokenCipher,
        IdempotencyStore,
        RateLimits,
        Budgets,
        Metrics,
        Checkups,
        KeptTables,
        TraceExporter,
        { provide: Clock, useValue: clock },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      ],
      exports: [TokenCipher, Clock, IdempotencyStore, RateLimits, Budgets, Metrics, Checkups, KeptTables],
    };
  }
}
