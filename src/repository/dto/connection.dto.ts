import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import { PageDto } from '../../common/http/paging';
import { FIRST_INSTANCE, FORGE_KINDS, type ForgeKind } from '../../forge/forge.types';
import { WEBHOOK_STATUSES, type Connection, type WebhookStatus } from '../domain/connection';
import type { ConnectionStats } from '../repository.store';
import { FixPolicyDto } from './fix-policy.dto';

/** A connected repository. */
export class RepositoryConnectionDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' })
  id: string;

  @ApiProperty({ enum: FORGE_KINDS, example: 'github' })
  provider: ForgeKind;

  @ApiProperty({ example: FIRST_INSTANCE, description: 'Which forge of that kind, as the settings name it.' })
  instance: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: '0198c0de-0000-7000-8000-000000000003',
    description: 'Null for a repository known from your v1 hook only.',
  })
  oauth_connection_id: string | null;

  @ApiProperty({ example: '1296269', description: "The forge's id." })
  repository_id: string;

  @ApiProperty({ example: 'acme/api' })
  repository_full_name: string;

  @ApiProperty({ example: 'api' })
  repository_name: string;

  @ApiProperty({ example: 'acme' })
  owner_name: string;

  @ApiProperty({ example: 'main' })
  default_branch: string;

  @ApiProperty({ example: true })
  is_private: boolean;

  @ApiProperty({ type: String, nullable: true, example: '480000001' })
  webhook_id: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'https://devflowfix.example/api/v2/webhooks/github/0198c0de-0000-7000-8000-000000000002',
  })
  webhook_url: string | null;

  @ApiProperty({ enum: WEBHOOK_STATUSES, example: 'active' })
  webhook_status: WebhookStatus;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Why the webhook is not active.' })
  webhook_status_reason: string | null;

  @ApiProperty({ type: [String], example: ['workflow_run', 'workflow_job'] })
  webhook_events: string[];

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-22T10:00:00.000Z' })
  webhook_created_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-22T10:05:00.000Z' })
  webhook_last_delivery_at: string | null;

  @ApiProperty({ example: true, description: 'False when paused or disconnected.' })
  is_enabled: boolean;

  @ApiProperty({ example: true })
  auto_pr_enabled: boolean;

  @ApiProperty({ type: FixPolicyDto })
  fix_policy: Fields<FixPolicyDto>;

  @ApiProperty({ type: [String], example: ['Deploy'], description: 'Workflows whose runs are deployments.' })
  deployment_workflows: string[];

  @ApiProperty({ type: Number, nullable: true, example: 0.006, description: 'US dollars a minute of a run costs.' })
  ci_minute_price: number | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  updated_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-22T10:05:00.000Z' })
  last_event_at: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
    description: 'Null while connected.',
  })
  disconnected_at: string | null;

  static of(connection: Connection): Fields<RepositoryConnectionDto> {
    const { webhook } = connection;
    return {
      id: connection.id,
      provider: connection.kind,
      instance: connection.instance,
      oauth_connection_id: connection.oauthConnectionId,
      repository_id: connection.repository.externalId,
      repository_full_name: connection.fullName,
      repository_name: connection.name,
      owner_name: connection.ownerName,
      default_branch: connection.defaultBranch,
      is_private: connection.isPrivate,
      webhook_id: webhook.externalId,
      webhook_url: webhook.url,
      webhook_status: webhook.status,
      webhook_status_reason: webhook.statusReason,
      webhook_events: [...webhook.events],
      webhook_created_at: webhook.createdAt?.toISOString() ?? null,
      webhook_last_delivery_at: webhook.lastDeliveryAt?.toISOString() ?? null,
      is_enabled: connection.isEnabled,
      auto_pr_enabled: connection.autoPrEnabled,
      fix_policy: FixPolicyDto.of(connection.fixPolicy),
      deployment_workflows: [...connection.deploymentWorkflows],
      ci_minute_price: connection.ciMinutePrice,
      created_at: connection.createdAt.toISOString(),
      updated_at: connection.updatedAt.toISOString(),
      last_event_at: connection.lastEventAt?.toISOString() ?? null,
      disconnected_at: connection.disconnectedAt?.toISOString() ?? null,
    };
  }
}

export class ConnectionListDto extends PageDto {
  @ApiProperty({ type: [RepositoryConnectionDto] })
  connections: Fields<RepositoryConnectionDto>[];

  @ApiProperty({ example: 1 })
  total: number;
}

export class RepositoryDisconnectedDto {
  @ApiProperty({ example: true })
  success: boolean;

  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' })
  connection_id: string;

  @ApiProperty({ example: 'acme/api' })
  repository_full_name: string;

  @ApiProperty({ example: true, description: 'Whether a webhook was removed at the forge.' })
  webhook_deleted: boolean;

  @ApiProperty({ example: 'Disconnected; its webhook was removed. Its history stays readable.' })
  message: string;
}

export class RepositoryStatsDto {
  @ApiProperty({ example: 4, description: 'Every repository you ever connected.' })
  total_repositories: number;

  @ApiProperty({ example: 3, description: 'Those that are enabled.' })
  active_repositories: number;

  @ApiProperty({ example: 1, description: 'Those paused or disconnected.' })
  inactive_repositories: number;

  @ApiProperty({ example: 3, description: 'Webhooks known to stand at a forge.' })
  total_webhooks: number;

  @ApiProperty({ example: 2, description: 'Enabled repositories with automatic pull requests.' })
  repositories_with_auto_pr: number;

  static of(stats: ConnectionStats): Fields<RepositoryStatsDto> {
    return {
      total_repositories: stats.total,
      active_repositories: stats.active,
      inactive_repositories: stats.total - stats.active,
      total_webhooks: stats.hooks,
      repositories_with_auto_pr: stats.autoPr,
    };
  }
}
