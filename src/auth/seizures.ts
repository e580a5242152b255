import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import { ApiTokenStore } from './api-token.store';
import { SessionStore } from './session.store';
import { UserStore } from './user.store';
import { WebhookSecretStore } from './webhook-secret.store';

/** Ends what of one feature opens an account or acts for it. Throws, and then the account is not handed over. */
export type SeizureHook = (tx: Tx, userId: string) => Promise<void>;

/**
 * An account is handed to who has proven that its address is theirs. Somebody else may have made it, and waited: nothing that
 * opened it before may do so afterwards.
 */
@Injectable()
export class Seizures {
  private readonly hooks: SeizureHook[] = [];

  constructor(
    private readonly users: UserStore,
    private readonly sessions: SessionStore,
    private readonly tokens: ApiTokenStore,
    private readonly webhookSecrets: WebhookSecretStore,
  ) {}

  /** Lets a later feature take part without being imported. Call at start-up. */
  register(hook: SeizureHook): void {
    this.hooks.push(hook);
  }

  /** Password, sessions, API tokens and the v1 webhook secret end, and what the hooks know of, all in the one transaction. */
  async run(tx: Tx, userId: string): Promise<void> {
    // First, for it makes all others who would add something wait (`Callers.hold`).
    await this.users.update(tx, userId, { password_hash: null }, null);
    await this.sessions.removeOthers(tx, userId, null);
    await this.tokens.removeAll(tx, userId);
    await this.webhookSecrets.remove(tx, userId);
    for (const hook of this.hooks) await hook(tx, userId);
  }
}
