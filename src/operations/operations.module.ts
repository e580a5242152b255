import { Module } from '@nestjs/common';
import { Health } from './health';
import { Metrics } from './metrics';
import { OperationsController } from './operations.controller';

/** Owns what operators ask: health, metrics, the front page. Knows no feature. */
@Module({ controllers: [OperationsController], providers: [Health, Metrics], exports: [Metrics] })
export class OperationsModule {}
