import { Injectable, Logger } from '@nestjs/common';
import type { ForgeClient } from '../forge/forge';
import type { ForgeId } from '../forge/forge.types';

/** The connection that is being ended. */
export interface EndingConnection extends ForgeId {
  readonly id: string;
  readonly userId: string;
}

/**
 * Cleans up one feature's part while the token still works. `client` is null when it does not. The forge may be away:
 * what cannot be removed there must not keep the rest from being done here.
 */
export type DisconnectHook = (
  connection: EndingConnection,
  client: ForgeClient | null,
) => Promise<{ hooksRemoved: number }>;

/** Lets later features take part in a disconnect without being imported. */
@Injectable()
export class DisconnectHooks {
  private readonly logger = new Logger('OAuth');
  private readonly hooks: DisconnectHook[] = [];

  /** Call at start-up. */
  register(hook: DisconnectHook): void {
    this.hooks.push(hook);
  }

  /** Runs all, one after the other; a failure is logged and counts as nothing removed. */
  async run(connection: EndingConnection, client: ForgeClient | null): Promise<{ hooksRemoved: number }> {
    let hooksRemoved = 0;
    for (const hook of this.hooks) {
      try {
        hooksRemoved += (await hook(connection, client)).hooksRemoved;
      } catch (error) {
        this.logger.warn({ error, connection_id: connection.id }, 'cleaning up before a disconnect failed');
      }
    }
    return { hooksRemoved };
  }
}
