import { Module } from '@nestjs/common';
import { RepositoryModule } from '../repository/repository.module';
import { AlertReadings } from './alert-readings.store';
import { AlertConfirmations } from './alert.confirmations';
import { AlertController } from './alert.controller';
import { AlertHandlers } from './alert.handlers';
import { AlertJudge } from './alert.judge';
import { AlertSender } from './alert.sender';
import { AlertService } from './alert.service';
import { AlertStore } from './alert.store';
import { Mailer } from './mailer';
import { Outgoing } from './outgoing';

/**
 * Owns: alert_channels, alert_confirmations, alert_rules, alert_standings, alert_deliveries. `alert-readings.store.ts` reads
 * other features' tables and writes none. Consumes facts: none; rules are judged every minute. Publishes facts: none.
 */
@Module({
  imports: [RepositoryModule],
  controllers: [AlertController],
  providers: [
    ...[AlertHandlers, AlertJudge, AlertReadings, AlertSender, AlertService, AlertConfirmations, AlertStore],
    ...[Mailer, Outgoing],
  ],
})
export class AlertModule {}
