import { Module } from '@nestjs/common';
import { OAuthModule } from '../oauth/oauth.module';
import { ConnectionController } from './connection.controller';
import { ConnectionDirectory } from './connection.directory';
import { HookCheckup } from './hook.checkup';
import { HookRecovery } from './hook.recovery';
import { HookReportService } from './hook-report.service';
import { HookService } from './hook.service';
import { HookSecrets } from './hook.secrets';
import { HookStore } from './hook.store';
import { HookSweep } from './hook.sweep';
import { RedeliveryService } from './redelivery.service';
import { RepositoryController } from './repository.controller';
import { RepositoryHandlers } from './repository.handlers';
import { RepositoryLearner } from './repository.learner';
import { RepositoryService } from './repository.service';
import { RepositoryStore } from './repository.store';

/**
 * Owns: connected repositories and their hooks at the forge. Public: `ConnectionDirectory`, `HookSecrets.rotateKeys`.
 * Consumes facts: none. Publishes facts: `repository.deliveries-missed`.
 */
@Module({
  imports: [OAuthModule],
  // The connections first: their paths are more literal than `:forge`.
  controllers: [ConnectionController, RepositoryController],
  providers: [
    ConnectionDirectory,
    HookCheckup,
    HookRecovery,
    HookReportService,
    HookService,
    HookSecrets,
    HookStore,
    HookSweep,
    RedeliveryService,
    RepositoryHandlers,
    RepositoryLearner,
    RepositoryService,
    RepositoryStore,
  ],
  exports: [ConnectionDirectory, HookSecrets],
})
export class RepositoryModule {}
