import { Module, type DynamicModule } from '@nestjs/common';
import { AlertModule } from './alert/alert.module';
import { AnalyticsModule } from './analytics/analytics.module';
import { AuthModule } from './auth/auth.module';
import type { Clock } from './common/clock';
import { CommonModule } from './common/common.module';
import { ConfigModule } from './config/config.module';
import type { Config } from './config/config';
import { DatabaseModule } from './database/database.module';
import { ENTITIES } from './entities';
import { AiModule } from './ai/ai.module';
import { FixModule } from './fix/fix.module';
import { ForgeModule } from './forge/forge.module';
import { IncidentModule } from './incident/incident.module';
import { LiveModule } from './live/live.module';
import { OAuthModule } from './oauth/oauth.module';
import { OperationsModule } from './operations/operations.module';
import { PullRequestModule } from './pull-request/pull-request.module';
import { QueueModule } from './queue/queue.module';
import { RepositoryModule } from './repository/repository.module';
import { WebhookModule } from './webhook/webhook.module';
import { WorkflowModule } from './workflow/workflow.module';

/** Puts the house together: the platform, then the features in their order. */
@Module({})
export class AppModule {
  static forRoot(config: Config, clock?: Clock): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        CommonModule.forRoot(clock),
        DatabaseModule.forRoot(ENTITIES),
        ForgeModule,
        AiModule,
        QueueModule,
        AuthModule,
        OAuthModule,
        RepositoryModule,
        WebhookModule,
        WorkflowModule,
        IncidentModule,
        FixModule,
        PullRequestModule,
        AnalyticsModule,
        AlertModule,
        LiveModule,
        OperationsModule,
      ],
    };
  }
}
