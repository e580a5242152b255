import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { RepositoryModule } from '../repository/repository.module';
import { Door } from './door/door';
import { DoorRoutes } from './door/door.routes';
import { Inbox } from './door/inbox';
import { WebhookController } from './webhook.controller';
import { WebhookHandlers } from './webhook.handlers';
import { WebhookMetrics } from './webhook.metrics';
import { DeliveryProcessor } from './webhook.processor';
import { DeliveryBodyStore } from './webhook-body.store';
import { DeliveryRetention } from './webhook.retention';
import { DeliveryService } from './webhook.service';
import { DeliveryStore } from './webhook.store';

/**
 * Owns: deliveries and the doors they come through. Consumes facts: none (HTTP). Publishes facts: webhook.received,
 * webhook.change-received.
 */
@Module({
  imports: [AuthModule, RepositoryModule],
  controllers: [WebhookController],
  providers: [
    DeliveryBodyStore,
    DeliveryProcessor,
    DeliveryRetention,
    DeliveryService,
    DeliveryStore,
    Door,
    DoorRoutes,
    Inbox,
    WebhookHandlers,
    WebhookMetrics,
  ],
})
export class WebhookModule {}
