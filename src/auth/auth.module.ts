import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AccountController } from './account.controller';
import { AccountService } from './account.service';
import { Accounts } from './accounts';
import { ApiTokenStore } from './api-token.store';
import { Audit } from './audit';
import { AuditController } from './audit.controller';
import { AuditInterceptor } from './audit.interceptor';
import { AuditStore } from './audit.store';
import { AuthGuard } from './auth.guard';
import { AuthHandlers } from './auth.handlers';
import { Callers } from './callers';
import { CredentialController } from './credential.controller';
import { CredentialService } from './credential.service';
import { IdentityController } from './oidc/identity.controller';
import { IdentityService } from './oidc/identity.service';
import { Issuer } from './oidc/issuer';
import { IssuerLogoutController } from './oidc/issuer-logout.controller';
import { IssuerLogoutService } from './oidc/issuer-logout.service';
import { OidcCheckup } from './oidc/oidc.checkup';
import { SignInController } from './oidc/sign-in.controller';
import { SignInService } from './oidc/sign-in.service';
import { LoginThrottle } from './login-throttle';
import { Passwords } from './passwords';
import { RequestBudget } from './request-budget';
import { SavedFilterController } from './saved-filter.controller';
import { SavedFilterService } from './saved-filter.service';
import { SavedFilterStore } from './saved-filter.store';
import { Seizures } from './seizures';
import { SessionOpener } from './session-opener';
import { SessionStore } from './session.store';
import { ClosingHooks } from './closing-hooks';
import { TokenAdminController } from './token-admin.controller';
import { TokenLimitsService } from './token-limits.service';
import { UserAdminController } from './user-admin.controller';
import { UserAdminService } from './user-admin.service';
import { UserIdentityStore } from './user-identity.store';
import { UserStore } from './user.store';
import { WebhookSecretStore } from './webhook-secret.store';
import { WebhookSecrets } from './webhook-secrets';
import { ApiUsageStore } from './usage/api-usage.store';
import { RequestUsage } from './usage/request-usage';
import { UsageController } from './usage/usage.controller';
import { UsageService } from './usage/usage.service';

/**
 * Owns: accounts, who they are at an issuer, sessions, API tokens, saved filters, v1 webhook secrets, the audit log, how often accounts ask and may ask, and the guard of every route. Public: `Accounts`, `Callers`, `ClosingHooks`,
 * `Seizures`, `WebhookSecrets`. Consumes facts: none. Publishes facts: none.
 */
@Module({
  controllers: [
    AccountController,
    AuditController,
    CredentialController,
    IdentityController,
    IssuerLogoutController,
    SavedFilterController,
    SignInController,
    TokenAdminController,
    UsageController,
    UserAdminController,
  ],
  providers: [
    AccountService,
    Accounts,
    ApiTokenStore,
    ApiUsageStore,
    Audit,
    AuditStore,
    AuthHandlers,
    Callers,
    ClosingHooks,
    CredentialService,
    IdentityService,
    Issuer,
    IssuerLogoutService,
    LoginThrottle,
    OidcCheckup,
    Passwords,
    RequestBudget,
    RequestUsage,
    SavedFilterService,
    SavedFilterStore,
    Seizures,
    SessionOpener,
    SessionStore,
    SignInService,
    TokenLimitsService,
    UsageService,
    UserAdminService,
    UserIdentityStore,
    UserStore,
    WebhookSecretStore,
    WebhookSecrets,
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
  ],
  exports: [Accounts, Callers, ClosingHooks, Seizures, WebhookSecrets],
})
export class AuthModule {}
