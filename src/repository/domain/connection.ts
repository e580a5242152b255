import type { ForgeId, RepositoryRef } from '../../forge/forge.types';
import type { FixPolicy } from './fix-policy';

/**
 * How the hook of a connection stands. `inactive`: none, or not confirmed yet · `active`: the forge delivers ·
 * `failed`: the forge refused it or could not be asked · `disabled_by_forge`: it is there but switched off ·
 * `missing`: it, or the repository, is gone.
 */
export const WEBHOOK_STATUSES = ['active', 'inactive', 'failed', 'disabled_by_forge', 'missing'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

/** Why a connection ended. */
export const DISCONNECT_REASONS = ['user', 'oauth_disconnected', 'repository_deleted'] as const;
export type DisconnectReason = (typeof DISCONNECT_REASONS)[number];

/** What we know of a connection's hook. Never its secret. */
export interface ConnectionWebhook {
  /** The forge's id; null while none is known. */
  readonly externalId: string | null;
  readonly url: string | null;
  readonly status: WebhookStatus;
  /** Why it is not active, for people; null when it is. */
  readonly statusReason: string | null;
  /** In the forge's own event names. */
  readonly events: readonly string[];
  /** False where the user asked for none, or asked to have it removed. */
  readonly isWanted: boolean;
  readonly createdAt: Date | null;
  readonly lastDeliveryAt: Date | null;
}

/** One repository that one user connected. The row stays after a disconnect, so that history stays readable. */
export interface Connection extends ForgeId {
  readonly id: string;
  readonly userId: string;
  /** Null when the repository is known from the user's v1 hook only: no token, so nothing can be asked of the forge. */
  readonly oauthConnectionId: string | null;
  readonly repository: RepositoryRef;
  readonly fullName: string;
  readonly name: string;
  readonly ownerName: string;
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
  readonly webhook: ConnectionWebhook;
  /** False when paused or disconnected: deliveries are not looked at. */
  readonly isEnabled: boolean;
  readonly autoPrEnabled: boolean;
  readonly fixPolicy: FixPolicy;
  /** Names or paths of the workflows whose runs on the default branch are deployments. */
  readonly deploymentWorkflows: readonly string[];
  /** US dollars a minute of a run costs; null: nobody said. */
  readonly ciMinutePrice: number | null;
  /** Null while connected. */
  readonly disconnectedAt: Date | null;
  readonly disconnectReason: DisconnectReason | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly lastEventAt: Date | null;
}

/** True while the connection stands and has a credential behind it. */
export function isConnected(connection: Connection): boolean {
  return connection.disconnectedAt === null && connection.oauthConnectionId !== null;
}
