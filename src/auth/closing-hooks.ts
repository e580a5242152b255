import { Injectable, Logger } from '@nestjs/common';

/** Cleans up one feature's part elsewhere, while the account is still there. */
export type ClosingHook = (userId: string) => Promise<void>;

/** Lets later features take part in the closing of an account without being imported. */
@Injectable()
export class ClosingHooks {
  private readonly logger = new Logger('Auth');
  private readonly hooks: ClosingHook[] = [];

  /** Call at start-up. */
  register(hook: ClosingHook): void {
    this.hooks.push(hook);
  }

  /** Runs all, one after the other. A failure is logged: what is elsewhere must not keep an account from being closed. */
  async run(userId: string): Promise<void> {
    for (const hook of this.hooks) {
      try {
        await hook(userId);
      } catch (error) {
        this.logger.warn({ error, user_id: userId }, 'cleaning up before an account is closed failed');
      }
    }
  }
}
