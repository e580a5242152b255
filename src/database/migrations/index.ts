import type { MigrationInterface } from 'typeorm';
import { Platform1763800000000 } from './1763800000000-platform';
import { Auth1763800001000 } from './1763800001000-auth';
import { OAuth1763800002000 } from './1763800002000-oauth';
import { Repository1763800003000 } from './1763800003000-repository';
import { Webhook1763800004000 } from './1763800004000-webhook';
import { Workflow1763800005000 } from './1763800005000-workflow';
import { Incident1763800006000 } from './1763800006000-incident';
import { UserKeys1764000000000 } from './1764000000000-user-keys';
import { TaskPlace1764000000500 } from './1764000000500-task-place';
import { IncidentGrouping1764000001000 } from './1764000001000-incident-grouping';
import { VerdictsAndFlaky1764000002000 } from './1764000002000-verdicts-and-flaky';
import { Fix1764000004000 } from './1764000004000-fix';
import { PullRequest1764000005000 } from './1764000005000-pull-request';
import { AiSpend1764000006000 } from './1764000006000-ai-spend';
import { ListIndexes1764100000000 } from './1764100000000-list-indexes';
import { RunBase1764100020000 } from './1764100020000-run-base';
import { PullRequestProof1764100021000 } from './1764100021000-pull-request-proof';
import { PullPolicy1764100022000 } from './1764100022000-pull-policy';
import { Live1764100030000 } from './1764100030000-live';
import { Analytics1764100031000 } from './1764100031000-analytics';
import { Alerts1764100055000 } from './1764100055000-alerts';
import { PullRequestCounts1795900000000 } from './1795900000000-pull-request-counts';
import { PullRequestLook1796000000000 } from './1796000000000-pull-request-look';
import { SavedFilters1796000001000 } from './1796000001000-saved-filters';
import { ForgeWriters1796010000000 } from './1796010000000-forge-writers';
import { Deployments1796020000000 } from './1796020000000-deployments';
import { Audit1796030000000 } from './1796030000000-audit';
import { AlertConfirmations1796100000000 } from './1796100000000-alert-confirmations';
import { IncidentGreens1796100001000 } from './1796100001000-incident-greens';
import { ForgeInstances1797100000000 } from './1797100000000-forge-instances';
import { SignIn1797300000000 } from './1797300000000-sign-in';
import { DeliveryBodies1797400000000 } from './1797400000000-delivery-bodies';
import { FailuresByPlace1797450000000 } from './1797450000000-failures-by-place';
import { KeyAge1797460000000 } from './1797460000000-key-age';
import { Usage1797500000000 } from './1797500000000-usage';
import { WindowIndexes1797550000000 } from './1797550000000-window-indexes';
import { TokenLimits1797560000000 } from './1797560000000-token-limits';
import { SessionIdentity1797600000000 } from './1797600000000-session-identity';
import { ConnectionLimits1797610000000 } from './1797610000000-connection-limits';
import { LaneGreenIndex1797620000000 } from './1797620000000-lane-green-index';
import { TaskConnection1797630000000 } from './1797630000000-task-connection';
import { AttemptVerdict1797700000000 } from './1797700000000-attempt-verdict';
import { TakenStates1797710000000 } from './1797710000000-taken-states';

/** Every migration, oldest first. A list and no glob, so that the built package and the tests load the same ones. */
export const MIGRATIONS: readonly (new () => MigrationInterface)[] = [
  Platform1763800000000,
  Auth1763800001000,
  OAuth1763800002000,
  Repository1763800003000,
  Webhook1763800004000,
  Workflow1763800005000,
  Incident1763800006000,
  UserKeys1764000000000,
  TaskPlace1764000000500,
  IncidentGrouping1764000001000,
  VerdictsAndFlaky1764000002000,
  Fix1764000004000,
  PullRequest1764000005000,
  AiSpend1764000006000,
  ListIndexes1764100000000,
  RunBase1764100020000,
  PullRequestProof1764100021000,
  PullPolicy1764100022000,
  Live1764100030000,
  Analytics1764100031000,
  Alerts1764100055000,
  PullRequestCounts1795900000000,
  PullRequestLook1796000000000,
  SavedFilters1796000001000,
  ForgeWriters1796010000000,
  Deployments1796020000000,
  Audit1796030000000,
  AlertConfirmations1796100000000,
  IncidentGreens1796100001000,
  ForgeInstances1797100000000,
  SignIn1797300000000,
  DeliveryBodies1797400000000,
  FailuresByPlace1797450000000,
  KeyAge1797460000000,
  Usage1797500000000,
  WindowIndexes1797550000000,
  TokenLimits1797560000000,
  SessionIdentity1797600000000,
  ConnectionLimits1797610000000,
  LaneGreenIndex1797620000000,
  TaskConnection1797630000000,
  AttemptVerdict1797700000000,
  TakenStates1797710000000,
];
