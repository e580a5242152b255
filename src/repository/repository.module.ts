import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { OAuthModule } from '../oauth/oauth.module';
import { ConnectionController } from './connection.controller';
import { ConnectionDirectory } from './connection.directory';
import { ForgeBudget } from './forge-budget';
import { HookCheckup } from './hook.checkup';
import { HookRecovery } from './hook.recovery';
import { HookReportService } from './hook-report.service';
import { HookService } from './hook.service';
import { HookSecrets } from './hook.secrets';
import { HookStore } from './hook.store';
import { HookSweep } from './hook.sweep';
import { RedeliveryService } from './redelivery.service';
import { RepositoryAccess } from './repository.access';
import { RepositoryUsageController } from './repository-usage.controller';
import { RepositoryUsageService } from './repository-usage.service';
import { RepositoryUsageStore } from './repository-usage.store';
import { RepositoryController } from './repository.controller';
import { RepositoryHandlers } from './repository.handlers';
import { RepositoryLearner } from './repository.learner';
import { RepositoryService } from './repository.service';
import { RepositoryStore } from './repository.store';

/**
 * Owns: connected repositories, their hooks at the forge, and how often it is called for them. Public: `ConnectionDirectory`, `RepositoryAccess`, `HookSecrets.rotateKeys`.
 * Consumes facts: none. Publishes facts: `repository.deliveries-missed`.
 */
@Module({
  imports: [AuthModule, OAuthModule],
  // The connections first: their paths are more literal than `:forge`.
  controllers: [ConnectionController, RepositoryController, RepositoryUsageController],
  providers: [
    ConnectionDirectory,
    ForgeBudget,
    HookCheckup,
    HookRecovery,
    HookReportService,
    HookService,
    HookSecrets,
    HookStore,
    HookSweep,
    RedeliveryService,
    RepositoryAccess,
    RepositoryHandlers,
    RepositoryLearner,
    RepositoryService,
    RepositoryStore,
    RepositoryUsageService,
    RepositoryUsageStore,
  ],
  exports: [ConnectionDirectory, HookSecrets, RepositoryAccess],
})
export class RepositoryModule {}
