import {
  AlertChannelEntity,
  AlertConfirmationEntity,
  AlertDeliveryEntity,
  AlertRuleEntity,
  AlertStandingEntity,
} from './alert/alert.entity';
import {
  AnalyticsDayEntity,
  AnalyticsDirtyEntity,
  AnalyticsQuarterEntity,
  AnalyticsZoneEntity,
} from './analytics/rollup.entity';
import { ApiTokenEntity } from './auth/api-token.entity';
import { AuditEventEntity } from './auth/audit.entity';
import { SavedFilterEntity } from './auth/saved-filter.entity';
import { SessionEntity } from './auth/session.entity';
import { UserEntity } from './auth/user.entity';
import { ApiUsageEntity } from './auth/usage/api-usage.entity';
import { UserIdentityEntity } from './auth/user-identity.entity';
import { WebhookSecretEntity } from './auth/webhook-secret.entity';
import { ForgeWriterEntity } from './forge/forge-writer.entity';
import { IdempotencyKeyEntity } from './common/http/idempotency.entity';
import { OAuthConnectionEntity } from './oauth/oauth-connection.entity';
import { ForgeUsageEntity } from './oauth/forge-usage.entity';
import { OAuthStateEntity } from './oauth/oauth-state.entity';
import { TaskEntity } from './queue/task.entity';
import { RepositoryConnectionEntity } from './repository/repository.entity';
import { RepositoryUsageEntity } from './repository/repository-usage.entity';
import { DeliveryBodyEntity, DeliveryEntity } from './webhook/webhook.entity';
import { AutoRerunEntity } from './incident/auto-rerun.entity';
import { FlakyStatisticEntity } from './incident/flaky-statistic.entity';
import { TestResultEntity } from './incident/test-result.entity';
import { IncidentAliasEntity } from './incident/incident-alias.entity';
import { IncidentEntity } from './incident/incident.entity';
import { IncidentEventEntity } from './incident/incident-event.entity';
import { GroupingChangeEntity } from './incident/grouping-change.entity';
import { IncidentTellingEntity } from './incident/incident-telling.entity';
import { IncidentOccurrenceEntity } from './incident/incident-occurrence.entity';
import { AiSpendEntity } from './fix/ai-spend.entity';
import { FixAttemptEntity } from './fix/fix.entity';
import { PullRequestEntity } from './pull-request/pull-request.entity';
import { LiveEventEntity } from './live/live-event.entity';
import { EncryptionKeyEntity } from './operations/encryption-key.entity';
import { WorkflowJobEntity } from './workflow/workflow-job.entity';
import { WorkflowRunEntity } from './workflow/workflow-run.entity';

/** Every table TypeORM knows. A list and no glob: what is not named here does not exist. */
export const ENTITIES = [
  TaskEntity,
  IdempotencyKeyEntity,
  ForgeWriterEntity,
  UserEntity,
  UserIdentityEntity,
  AuditEventEntity,
  SavedFilterEntity,
  SessionEntity,
  ApiTokenEntity,
  ApiUsageEntity,
  WebhookSecretEntity,
  OAuthConnectionEntity,
  OAuthStateEntity,
  ForgeUsageEntity,
  RepositoryConnectionEntity,
  RepositoryUsageEntity,
  DeliveryEntity,
  DeliveryBodyEntity,
  WorkflowRunEntity,
  WorkflowJobEntity,
  IncidentEntity,
  IncidentOccurrenceEntity,
  IncidentEventEntity,
  TestResultEntity,
  FlakyStatisticEntity,
  AutoRerunEntity,
  IncidentTellingEntity,
  IncidentAliasEntity,
  GroupingChangeEntity,
  AiSpendEntity,
  FixAttemptEntity,
  PullRequestEntity,
  AlertChannelEntity,
  AlertConfirmationEntity,
  AlertRuleEntity,
  AlertStandingEntity,
  AlertDeliveryEntity,
  LiveEventEntity,
  AnalyticsDirtyEntity,
  AnalyticsQuarterEntity,
  AnalyticsDayEntity,
  AnalyticsZoneEntity,
  EncryptionKeyEntity,
];
