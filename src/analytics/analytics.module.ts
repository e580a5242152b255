import { Module } from '@nestjs/common';
import { AnalyticsController } from './analytics.controller';
import { AnalyticsFrames } from './analytics.frames';
import { AnalyticsHandlers } from './analytics.handlers';
import { AnalyticsService } from './analytics.service';
import { AnalyticsStore } from './analytics.store';
import { DeploymentStore } from './deployment.store';
import { RollupKeeper } from './rollup.keeper';
import { RollupStore } from './rollup.store';

/**
 * Owns: the roll-ups of runs and every figure. `analytics.store.ts` and `rollup-sql.store.ts` read other features' tables and
 * write none. Consumes facts: none; a trigger notes which runs changed (docs/adr/0004). Publishes facts: none.
 */
@Module({
  controllers: [AnalyticsController],
  providers: [
    AnalyticsFrames,
    AnalyticsHandlers,
    AnalyticsService,
    AnalyticsStore,
    DeploymentStore,
    RollupKeeper,
    RollupStore,
  ],
  exports: [RollupKeeper],
})
export class AnalyticsModule {}
