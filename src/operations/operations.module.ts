import { Module } from '@nestjs/common';
import { Dashboard } from './dashboard';
import { DashboardRoutes } from './dashboard.routes';
import { Health } from './health';
import { OperationsController } from './operations.controller';
import { RequestMetrics } from './request-metrics';

/** Owns what operators ask: health, metrics, the dashboard's files. Knows no feature. */
@Module({
  controllers: [OperationsController],
  providers: [Health, RequestMetrics, Dashboard, DashboardRoutes],
  exports: [RequestMetrics],
})
export class OperationsModule {}
