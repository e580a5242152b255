import { Module } from '@nestjs/common';
import { Draining } from '../common/http/draining';
import { Dashboard } from './dashboard';
import { DashboardRoutes } from './dashboard.routes';
import { Health } from './health';
import { KeyAge } from './key-age';
import { OperationsController } from './operations.controller';
import { OperationsStore } from './operations.store';
import { RequestMetrics } from './request-metrics';
import { ServiceCheckup } from './service-checkup';
import { Storage } from './storage';
import { StorageStore } from './storage.store';

/** Owns what operators ask: health, metrics, the dashboard's files. Knows no feature. */
@Module({
  controllers: [OperationsController],
  providers: [
    Draining,
    Health,
    KeyAge,
    OperationsStore,
    RequestMetrics,
    ServiceCheckup,
    Storage,
    StorageStore,
    Dashboard,
    DashboardRoutes,
  ],
  exports: [Draining, RequestMetrics],
})
export class OperationsModule {}
