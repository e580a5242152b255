import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { ConnectionService } from './connection.service';
import { DisconnectHooks } from './disconnect-hooks';
import { ForgeAccess } from './forge-access';
import { ForgeIdPipe } from './forge-id.pipe';
import { ForgeUsageController } from './forge-usage.controller';
import { ForgeUsageService } from './forge-usage.service';
import { ForgeUsageStore } from './forge-usage.store';
import { OAuthCheckup } from './oauth.checkup';
import { OAuthConnectionStore } from './oauth-connection.store';
import { OAuthController } from './oauth.controller';
import { OAuthFlowService } from './oauth-flow.service';
import { OAuthHandlers } from './oauth.handlers';
import { OAuthStateStore } from './oauth-state.store';
import { TokenKeeper } from './token-keeper';

/**
 * Owns: users' accounts at forges, their tokens, and how often they were used. Public: `ForgeAccess` (act with a user's rights), `DisconnectHooks`
 * (take part in a disconnect), `ConnectionService.rotateKeys`. Consumes facts: none. Publishes facts: none.
 */
@Module({
  imports: [AuthModule],
  controllers: [ForgeUsageController, OAuthController],
  providers: [
    ConnectionService,
    DisconnectHooks,
    ForgeAccess,
    ForgeIdPipe,
    ForgeUsageService,
    ForgeUsageStore,
    OAuthCheckup,
    OAuthConnectionStore,
    OAuthFlowService,
    OAuthHandlers,
    OAuthStateStore,
    TokenKeeper,
  ],
  exports: [ConnectionService, DisconnectHooks, ForgeAccess],
})
export class OAuthModule {}
