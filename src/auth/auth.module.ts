import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccountController } from './account.controller';
import { AccountService } from './account.service';
import { ApiTokenStore } from './api-token.store';
import { AuthGuard } from './auth.guard';
import { AuthHandlers } from './auth.handlers';
import { Callers } from './callers';
import { CredentialController } from './credential.controller';
import { CredentialService } from './credential.service';
import { LoginThrottle } from './login-throttle';
import { Passwords } from './passwords';
import { SavedFilterController } from './saved-filter.controller';
import { SavedFilterService } from './saved-filter.service';
import { SavedFilterStore } from './saved-filter.store';
import { SessionStore } from './session.store';
import { UserStore } from './user.store';
import { WebhookSecretStore } from './webhook-secret.store';
import { WebhookSecrets } from './webhook-secrets';

/**
 * Owns: accounts, sessions, API tokens, saved filters, v1 webhook secrets, and the guard of every route. Public: `Callers`,
 * `WebhookSecrets`. Consumes facts: none. Publishes facts: none.
 */
@Module({
  controllers: [AccountController, CredentialController, SavedFilterController],
  providers: [
    AccountService,
    ApiTokenStore,
    AuthHandlers,
    Callers,
    CredentialService,
    LoginThrottle,
    Passwords,
    SavedFilterService,
    SavedFilterStore,
    SessionStore,
    UserStore,
    WebhookSecretStore,
    WebhookSecrets,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [Callers, WebhookSecrets],
})
export class AuthModule {}
