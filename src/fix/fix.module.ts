import { Module } from '@nestjs/common';
import { IncidentModule } from '../incident/incident.module';
import { OAuthModule } from '../oauth/oauth.module';
import { RepositoryModule } from '../repository/repository.module';
import { WorkflowModule } from '../workflow/workflow.module';
import { AiController } from './ai.controller';
import { AiDesk } from './ai-desk';
import { AiSpendLedger } from './ai-spend.ledger';
import { AiSpendStore } from './ai-spend.store';
import { FixController } from './fix.controller';
import { FixDesk } from './fix-desk';
import { FixRunner } from './fix-runner';
import { FixHandlers } from './fix.handlers';
import { FixMetrics } from './fix.metrics';
import { FixService } from './fix.service';
import { FixStore } from './fix.store';
import { PolicySchemaController } from './policy-schema.controller';

/**
 * Owns: fix_attempts, ai_spend. Consumes facts: incident.diagnosed. Publishes facts: fix.proposed, fix.suggested,
 * fix.blocked.
 */
@Module({
  imports: [OAuthModule, RepositoryModule, WorkflowModule, IncidentModule],
  controllers: [FixController, AiController, PolicySchemaController],
  providers: [AiDesk, AiSpendLedger, AiSpendStore, FixDesk, FixHandlers, FixMetrics, FixRunner, FixService, FixStore],
  exports: [FixService],
})
export class FixModule {}
