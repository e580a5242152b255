import { Module } from '@nestjs/common';
import { Dashboard } from './dashboard';
import { DashboardRoutes } from './dashboard.routes';
import { Health } from './health';
import { Metrics } from './metrics';
import { OperationsController } from './operations.controller';

/** Owns what operators ask: health, metrics, the dashboard's files. Knows no feature. */
@Module({
  controllers: [OperationsController],
  providers: [Health, Metrics, Dashboard, DashboardRoutes],
  exports: [Metrics],
})
export class OperationsModule {}
