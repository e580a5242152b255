-- Made by `npm run schema:write` from the entities; migrations lead here.

CREATE TABLE "alert_channels" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "kind" text NOT NULL, "name" text NOT NULL, "url" text NOT NULL, "target" text NOT NULL, "secret" text, "is_enabled" boolean NOT NULL, "confirmed_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_alert_channels" PRIMARY KEY ("id"));

CREATE INDEX "ix_alert_channels_user" ON "alert_channels"  ("user_id", "id") ;

CREATE TABLE "alert_rules" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "repository_connection_id" uuid, "kind" text NOT NULL, "name" text NOT NULL, "threshold" double precision NOT NULL, "window_minutes" integer NOT NULL, "min_runs" integer NOT NULL, "remind_minutes" integer, "quiet_hours" jsonb, "channel_ids" uuid array NOT NULL, "is_enabled" boolean NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_alert_rules" PRIMARY KEY ("id"));

CREATE INDEX "ix_alert_rules_user" ON "alert_rules"  ("user_id", "id") ;

CREATE TABLE "alert_standings" ("rule_id" uuid NOT NULL, "subject" uuid NOT NULL, "state" text NOT NULL, "since" TIMESTAMP WITH TIME ZONE NOT NULL, "told" text NOT NULL, "told_at" TIMESTAMP WITH TIME ZONE, "message" text NOT NULL, CONSTRAINT "pk_alert_standings" PRIMARY KEY ("rule_id", "subject"));

CREATE TABLE "alert_deliveries" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "channel_id" uuid NOT NULL, "rule_id" uuid, "event" text NOT NULL, "message" jsonb NOT NULL, "status" text NOT NULL, "attempts" integer NOT NULL, "response_status" integer, "error" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "finished_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_alert_deliveries" PRIMARY KEY ("id"));

CREATE INDEX "ix_alert_deliveries_created" ON "alert_deliveries"  ("created_at") ;

CREATE INDEX "ix_alert_deliveries_channel" ON "alert_deliveries"  ("channel_id") ;

CREATE INDEX "ix_alert_deliveries_user" ON "alert_deliveries"  ("user_id", "id") ;

CREATE TABLE "alert_confirmations" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "address_hash" text NOT NULL, "asked_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_alert_confirmations" PRIMARY KEY ("id"));

CREATE INDEX "ix_alert_confirmations_address" ON "alert_confirmations"  ("address_hash", "asked_at") ;

CREATE INDEX "ix_alert_confirmations_user" ON "alert_confirmations"  ("user_id", "asked_at") ;

CREATE TABLE "analytics_quarters" ("total" integer NOT NULL, "success" integer NOT NULL, "failure" integer NOT NULL, "cancelled" integer NOT NULL, "linked" integer NOT NULL, "flips" integer NOT NULL, "timed" integer NOT NULL, "seconds" bigint NOT NULL, "lost" integer NOT NULL, "lost_seconds" bigint NOT NULL, "recoveries" integer NOT NULL, "recovery_seconds" bigint NOT NULL, "repository_connection_id" uuid NOT NULL, "workflow" text NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, "scope" text NOT NULL, "workflow_name" text NOT NULL, "classes" smallint array NOT NULL, CONSTRAINT "pk_analytics_quarters" PRIMARY KEY ("repository_connection_id", "workflow", "at", "scope"));

CREATE TABLE "analytics_days" ("total" integer NOT NULL, "success" integer NOT NULL, "failure" integer NOT NULL, "cancelled" integer NOT NULL, "linked" integer NOT NULL, "flips" integer NOT NULL, "timed" integer NOT NULL, "seconds" bigint NOT NULL, "lost" integer NOT NULL, "lost_seconds" bigint NOT NULL, "recoveries" integer NOT NULL, "recovery_seconds" bigint NOT NULL, "zone" text NOT NULL, "repository_connection_id" uuid NOT NULL, "day" date NOT NULL, "workflow" text NOT NULL, "scope" text NOT NULL, "workflow_name" text NOT NULL, "bins" integer array NOT NULL, CONSTRAINT "pk_analytics_days" PRIMARY KEY ("zone", "repository_connection_id", "day", "workflow", "scope"));

CREATE TABLE "analytics_zones" ("zone" text NOT NULL, "used_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_analytics_zones" PRIMARY KEY ("zone"));

CREATE TABLE "analytics_dirty" ("id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL, "user_id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "workflow_run_id" uuid NOT NULL, "workflow" text NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_analytics_dirty" PRIMARY KEY ("id"));

CREATE TABLE "users" ("id" uuid NOT NULL, "email" text NOT NULL, "password_hash" text, "full_name" text, "role" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "last_login_at" TIMESTAMP WITH TIME ZONE, "deactivated_at" TIMESTAMP WITH TIME ZONE, "limit_read" integer, "limit_write" integer, "limit_expensive" integer, CONSTRAINT "pk_users" PRIMARY KEY ("id"));

CREATE TABLE "api_tokens" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "name" text NOT NULL, "token_hash" text NOT NULL, "prefix" text NOT NULL, "scopes" text array NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "last_used_at" TIMESTAMP WITH TIME ZONE, "expires_at" TIMESTAMP WITH TIME ZONE, "limits" jsonb, "admin_limits" jsonb, CONSTRAINT "uq_api_tokens_token_hash" UNIQUE ("token_hash"), CONSTRAINT "pk_api_tokens" PRIMARY KEY ("id"));

CREATE INDEX "ix_api_tokens_user" ON "api_tokens"  ("user_id", "id") ;

CREATE TABLE "audit_events" ("id" uuid NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, "user_id" uuid NOT NULL, "action" text NOT NULL, "summary" text NOT NULL, "request" text NOT NULL, "via" text NOT NULL, "credential_id" uuid, "address" text, "user_agent" text, "request_id" text NOT NULL, CONSTRAINT "pk_audit_events" PRIMARY KEY ("id"));

CREATE INDEX "ix_audit_events_at" ON "audit_events"  ("at") ;

CREATE INDEX "ix_audit_events_user" ON "audit_events"  ("user_id", "id") ;

CREATE TABLE "saved_filters" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "list" text NOT NULL, "name" text NOT NULL, "filter" jsonb NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "uq_saved_filters_name" UNIQUE ("user_id", "list", "name"), CONSTRAINT "pk_saved_filters" PRIMARY KEY ("id"));

CREATE TABLE "user_identities" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "issuer" text NOT NULL, "subject" text NOT NULL, "email" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "last_login_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "uq_user_identities_user" UNIQUE ("user_id", "issuer"), CONSTRAINT "uq_user_identities_subject" UNIQUE ("issuer", "subject"), CONSTRAINT "pk_user_identities" PRIMARY KEY ("id"));

CREATE TABLE "sessions" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "token_hash" text NOT NULL, "user_agent" text, "address" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "last_used_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "id_token" text, "identity_id" uuid, "issuer_sid" text, CONSTRAINT "uq_sessions_token_hash" UNIQUE ("token_hash"), CONSTRAINT "pk_sessions" PRIMARY KEY ("id"));

CREATE INDEX "ix_sessions_expires_at" ON "sessions"  ("expires_at") ;

CREATE INDEX "ix_sessions_identity" ON "sessions"  ("identity_id") WHERE identity_id is not null;

CREATE INDEX "ix_sessions_user" ON "sessions"  ("user_id", "id") ;

CREATE TABLE "api_usage" ("user_id" uuid NOT NULL, "day" date NOT NULL, "credential_id" uuid NOT NULL, "via" text NOT NULL, "reads" integer NOT NULL DEFAULT '0', "reads_refused" integer NOT NULL DEFAULT '0', "writes" integer NOT NULL DEFAULT '0', "writes_refused" integer NOT NULL DEFAULT '0', "expensive" integer NOT NULL DEFAULT '0', "expensive_refused" integer NOT NULL DEFAULT '0', CONSTRAINT "pk_api_usage" PRIMARY KEY ("user_id", "day", "credential_id"));

CREATE INDEX "ix_api_usage_day" ON "api_usage"  ("day") ;

CREATE TABLE "webhook_secrets" ("user_id" uuid NOT NULL, "secret" text NOT NULL, "last4" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_webhook_secrets" PRIMARY KEY ("user_id"));

CREATE TABLE "forge_writers" ("credential" text NOT NULL, "holder" uuid NOT NULL, "busy_until" TIMESTAMP WITH TIME ZONE NOT NULL, "spaced_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_forge_writers" PRIMARY KEY ("credential"));

CREATE TABLE "idempotency_keys" ("user_id" uuid NOT NULL, "key" text NOT NULL, "request_hash" text NOT NULL, "status" integer, "answer" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_idempotency_keys" PRIMARY KEY ("user_id", "key"));

CREATE INDEX "ix_idempotency_keys_created_at" ON "idempotency_keys"  ("created_at") ;

CREATE TABLE "oauth_connections" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "provider" text NOT NULL, "instance" text NOT NULL DEFAULT 'default', "provider_user_id" text NOT NULL, "provider_username" text NOT NULL, "access_token" text, "refresh_token" text, "token_expires_at" TIMESTAMP WITH TIME ZONE, "scopes" text array NOT NULL, "is_active" boolean NOT NULL DEFAULT true, "needs_reauthorization" boolean NOT NULL DEFAULT false, "rate_limit" jsonb, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "last_used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "uq_oauth_connections_user_provider" UNIQUE ("user_id", "provider", "instance"), CONSTRAINT "pk_oauth_connections" PRIMARY KEY ("id"));

CREATE TABLE "forge_usage" ("oauth_connection_id" uuid NOT NULL, "day" date NOT NULL, "calls" integer NOT NULL DEFAULT '0', "refused" integer NOT NULL DEFAULT '0', CONSTRAINT "pk_forge_usage" PRIMARY KEY ("oauth_connection_id", "day"));

CREATE INDEX "ix_forge_usage_day" ON "forge_usage"  ("day") ;

CREATE TABLE "oauth_states" ("state_hash" text NOT NULL, "user_id" uuid NOT NULL, "provider" text NOT NULL, "instance" text NOT NULL DEFAULT 'default', "browser_hash" text NOT NULL, "code_verifier" text NOT NULL, "return_to" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "taken_at" TIMESTAMP WITH TIME ZONE, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_oauth_states" PRIMARY KEY ("state_hash"));

CREATE INDEX "ix_oauth_states_expires_at" ON "oauth_states"  ("expires_at") ;

CREATE TABLE "tasks" ("id" uuid NOT NULL, "user_id" uuid, "kind" text NOT NULL, "status" text NOT NULL, "progress" smallint NOT NULL DEFAULT '0', "current_step" text, "attempts" integer NOT NULL DEFAULT '0', "payload" jsonb NOT NULL, "result" jsonb, "error" jsonb, "repository_connection_id" uuid, "request_id" text, "lane" text, "priority" smallint, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "started_at" TIMESTAMP WITH TIME ZONE, "finished_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_tasks" PRIMARY KEY ("id"));

CREATE INDEX "ix_tasks_dead" ON "tasks"  ("id") WHERE status = 'dead';

CREATE INDEX "ix_tasks_connection" ON "tasks"  ("user_id", "repository_connection_id", "id") WHERE repository_connection_id is not null;

CREATE INDEX "ix_tasks_unfinished" ON "tasks"  ("user_id", "id") WHERE status in ('queued', 'running', 'failed');

CREATE INDEX "ix_tasks_user" ON "tasks"  ("user_id", "id") ;

CREATE TABLE "repository_connections" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "provider" text NOT NULL, "instance" text NOT NULL DEFAULT 'default', "oauth_connection_id" uuid, "repository_id" text NOT NULL, "repository_full_name" text NOT NULL, "repository_name" text NOT NULL, "owner_name" text NOT NULL, "default_branch" text NOT NULL, "is_private" boolean NOT NULL, "webhook_id" text, "webhook_url" text, "webhook_status" text NOT NULL, "webhook_status_reason" text, "webhook_events" text array NOT NULL, "webhook_wanted" boolean NOT NULL, "webhook_created_at" TIMESTAMP WITH TIME ZONE, "webhook_last_delivery_at" TIMESTAMP WITH TIME ZONE, "webhook_secret" text, "webhook_previous_secret" text, "webhook_previous_secret_until" TIMESTAMP WITH TIME ZONE, "hook_check_at" TIMESTAMP WITH TIME ZONE, "redeliver_check_at" TIMESTAMP WITH TIME ZONE, "redeliver_since" TIMESTAMP WITH TIME ZONE, "is_enabled" boolean NOT NULL, "auto_pr_enabled" boolean NOT NULL, "fix_policy" jsonb NOT NULL, "deployment_workflows" text array NOT NULL DEFAULT '{}', "ci_minute_price" double precision, "forge_calls_per_hour" integer, "disconnected_at" TIMESTAMP WITH TIME ZONE, "disconnect_reason" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, "last_event_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "uq_repository_connections_repository" UNIQUE ("user_id", "provider", "instance", "repository_id"), CONSTRAINT "pk_repository_connections" PRIMARY KEY ("id"));

CREATE INDEX "ix_repository_connections_redeliver_check" ON "repository_connections"  ("redeliver_check_at") ;

CREATE INDEX "ix_repository_connections_hook_check" ON "repository_connections"  ("hook_check_at") ;

CREATE INDEX "ix_repository_connections_oauth" ON "repository_connections"  ("oauth_connection_id") ;

CREATE INDEX "ix_repository_connections_user" ON "repository_connections"  ("user_id", "id") ;

CREATE TABLE "repository_usage" ("repository_connection_id" uuid NOT NULL, "day" date NOT NULL, "calls" integer NOT NULL DEFAULT '0', "refused" integer NOT NULL DEFAULT '0', CONSTRAINT "pk_repository_usage" PRIMARY KEY ("repository_connection_id", "day"));

CREATE INDEX "ix_repository_usage_day" ON "repository_usage"  ("day") ;

CREATE TABLE "webhook_deliveries" ("id" uuid NOT NULL, "door_id" uuid NOT NULL, "connection_id" uuid, "user_id" uuid NOT NULL, "source" text NOT NULL, "provider" text NOT NULL, "event" text NOT NULL, "action" text, "delivery_id" text NOT NULL, "received_at" TIMESTAMP WITH TIME ZONE NOT NULL, "status" text NOT NULL, "attempts" integer NOT NULL DEFAULT '0', "error" jsonb, "redelivered_from" text, "body_id" uuid, CONSTRAINT "uq_webhook_deliveries_delivery" UNIQUE ("door_id", "delivery_id"), CONSTRAINT "pk_webhook_deliveries" PRIMARY KEY ("id"));

CREATE INDEX "ix_webhook_deliveries_trouble" ON "webhook_deliveries"  ("user_id", "status", "id") WHERE status in ('failed', 'dead');

CREATE INDEX "ix_webhook_deliveries_unsettled" ON "webhook_deliveries"  ("body_id") WHERE status in ('accepted', 'failed', 'dead');

CREATE INDEX "ix_webhook_deliveries_connection" ON "webhook_deliveries"  ("connection_id", "id") ;

CREATE INDEX "ix_webhook_deliveries_user" ON "webhook_deliveries"  ("user_id", "id") ;

CREATE TABLE "webhook_bodies" ("id" uuid NOT NULL, "encoding" text NOT NULL, "bytes" bytea NOT NULL, CONSTRAINT "pk_webhook_bodies" PRIMARY KEY ("id"));

CREATE TABLE "auto_reruns" ("id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "run_id" text NOT NULL, "run_attempt" integer NOT NULL, "workflow_run_id" uuid NOT NULL, "reason" text NOT NULL, "status" text NOT NULL, "refusal" text, "planned_at" TIMESTAMP WITH TIME ZONE NOT NULL, "requested_at" TIMESTAMP WITH TIME ZONE, "finished_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "uq_auto_reruns_attempt" UNIQUE ("repository_connection_id", "run_id", "run_attempt"), CONSTRAINT "pk_auto_reruns" PRIMARY KEY ("id"));

CREATE INDEX "ix_auto_reruns_day" ON "auto_reruns"  ("repository_connection_id", "planned_at") ;

CREATE TABLE "flaky_statistics" ("id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "user_id" uuid NOT NULL, "workflow" text NOT NULL, "workflow_name" text NOT NULL, "branch" text NOT NULL, "job" text NOT NULL, "test" text NOT NULL, "file" text, "state" text NOT NULL, "observations" integer NOT NULL, "failures" integer NOT NULL, "failure_rate" double precision NOT NULL, "failure_rate_low" double precision NOT NULL, "failure_rate_high" double precision NOT NULL, "flips" integer NOT NULL, "flaky_commits" integer NOT NULL, "clean_passes" integer NOT NULL, "last_failed_at" TIMESTAMP WITH TIME ZONE, "last_flaked_at" TIMESTAMP WITH TIME ZONE, "observed_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "uq_flaky_statistics_key" UNIQUE ("repository_connection_id", "workflow", "branch", "job", "test"), CONSTRAINT "pk_flaky_statistics" PRIMARY KEY ("id"));

CREATE INDEX "ix_flaky_statistics_user" ON "flaky_statistics"  ("user_id", "id") ;

CREATE TABLE "test_results" ("id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "workflow" text NOT NULL, "run_id" text NOT NULL, "run_attempt" integer NOT NULL, "job" text NOT NULL, "test" text NOT NULL, "file" text, "branch" text, "commit_sha" text NOT NULL, "outcome" text NOT NULL, "duration_ms" double precision, "observed_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "uq_test_results_attempt" UNIQUE ("repository_connection_id", "workflow", "job", "test", "run_id", "run_attempt"), CONSTRAINT "pk_test_results" PRIMARY KEY ("id"));

CREATE INDEX "ix_test_results_observed" ON "test_results"  ("observed_at") ;

CREATE TABLE "incident_aliases" ("repository_connection_id" uuid NOT NULL, "fingerprint" text NOT NULL, "cause_key" text NOT NULL, "change_id" uuid, CONSTRAINT "pk_incident_aliases" PRIMARY KEY ("repository_connection_id", "fingerprint"));

CREATE TABLE "incidents" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "title" text NOT NULL, "status" text NOT NULL, "severity" text NOT NULL, "severity_is_chosen" boolean NOT NULL, "source" text NOT NULL, "class" text NOT NULL, "verdict" text NOT NULL, "branch" text, "workflow_name" text NOT NULL, "fingerprint" text NOT NULL, "first_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL, "last_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL, "opened_at" TIMESTAMP WITH TIME ZONE NOT NULL, "occurrence_count" integer NOT NULL, "root_cause" text, "assignee" text, "resolved_at" TIMESTAMP WITH TIME ZONE, "resolution" text, "resolution_time_seconds" integer, "reopened_count" integer NOT NULL, "analysis" jsonb NOT NULL, "merged_into" uuid, "persons_word" jsonb, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_incidents" PRIMARY KEY ("id"));

CREATE UNIQUE INDEX "uq_incidents_unresolved" ON "incidents"  ("repository_connection_id", "fingerprint") WHERE status <> 'resolved';

CREATE INDEX "ix_incidents_fingerprint" ON "incidents"  ("repository_connection_id", "fingerprint", "id") ;

CREATE INDEX "ix_incidents_resolved" ON "incidents"  ("repository_connection_id", "resolved_at") WHERE status = 'resolved' and merged_into is null and resolution_time_seconds is not null;

CREATE INDEX "ix_incidents_first_seen" ON "incidents"  ("repository_connection_id", "first_seen_at", "merged_into") ;

CREATE INDEX "ix_incidents_class" ON "incidents"  ("user_id", "class", "id") WHERE merged_into is null;

CREATE INDEX "ix_incidents_severity" ON "incidents"  ("user_id", "severity", "id") WHERE merged_into is null;

CREATE INDEX "ix_incidents_status" ON "incidents"  ("user_id", "status", "id") WHERE merged_into is null;

CREATE INDEX "ix_incidents_user" ON "incidents"  ("user_id", "id") WHERE merged_into is null;

CREATE TABLE "incident_events" ("id" uuid NOT NULL, "incident_id" uuid NOT NULL, "type" text NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, "actor_id" uuid, "message" text NOT NULL, "workflow_run_id" uuid, CONSTRAINT "pk_incident_events" PRIMARY KEY ("id"));

CREATE INDEX "ix_incident_events_incident" ON "incident_events"  ("incident_id", "id") ;

CREATE TABLE "incident_grouping_changes" ("id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "user_id" uuid NOT NULL, "actor_id" uuid, "kind" text NOT NULL, "incident_id" uuid NOT NULL, "other_ids" uuid array NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, "detail" jsonb NOT NULL, "undone_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_incident_grouping_changes" PRIMARY KEY ("id"));

CREATE INDEX "ix_incident_grouping_changes_incident" ON "incident_grouping_changes"  ("incident_id", "id") ;

CREATE TABLE "incident_occurrences" ("id" uuid NOT NULL, "incident_id" uuid NOT NULL, "workflow_run_id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "lane" text NOT NULL, "run_number" integer NOT NULL, "run_attempt" integer NOT NULL, "branch" text, "on_default_branch" boolean NOT NULL, "commit_sha" text NOT NULL, "occurred_at" TIMESTAMP WITH TIME ZONE NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "severity" text NOT NULL, "cause" jsonb NOT NULL, "change" jsonb, "merge_base_sha" text, "verdict" text NOT NULL, "confidence" double precision, "evidence" jsonb NOT NULL, "suspects" jsonb NOT NULL, "judged_at" TIMESTAMP WITH TIME ZONE, "fingerprint" text NOT NULL, "grouped_by" text NOT NULL, "grouped_because" text NOT NULL, "grouped_by_user" uuid, "green_number" integer, "green_attempt" integer, "green_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "uq_incident_occurrences_cause" UNIQUE ("incident_id", "workflow_run_id", "fingerprint"), CONSTRAINT "pk_incident_occurrences" PRIMARY KEY ("id"));

CREATE INDEX "ix_incident_occurrences_merge_base" ON "incident_occurrences"  ("repository_connection_id", "merge_base_sha") WHERE merge_base_sha is not null;

CREATE INDEX "ix_incident_occurrences_green" ON "incident_occurrences"  ("repository_connection_id", "green_at") WHERE on_default_branch;

CREATE INDEX "ix_incident_occurrences_commit" ON "incident_occurrences"  ("repository_connection_id", "commit_sha") ;

CREATE INDEX "ix_incident_occurrences_lane_green" ON "incident_occurrences"  ("repository_connection_id", "lane", "green_number", "green_attempt") ;

CREATE INDEX "ix_incident_occurrences_lane" ON "incident_occurrences"  ("repository_connection_id", "lane", "run_number") ;

CREATE INDEX "ix_incident_occurrences_run" ON "incident_occurrences"  ("workflow_run_id") ;

CREATE TABLE "incident_tellings" ("occurrence_id" uuid NOT NULL, "title" text NOT NULL, "root_cause" text, "class" text NOT NULL, "workflow_name" text NOT NULL, "analysis" jsonb NOT NULL, "basis" jsonb, CONSTRAINT "pk_incident_tellings" PRIMARY KEY ("occurrence_id"));

CREATE TABLE "ai_spend" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "incident_id" uuid NOT NULL, "attempt" integer NOT NULL, "model" text NOT NULL, "purpose" text NOT NULL, "requests" integer NOT NULL, "prompt_tokens" integer NOT NULL, "completion_tokens" integer NOT NULL, "cost" double precision, "outcome" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "finished_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_ai_spend" PRIMARY KEY ("id"));

CREATE INDEX "ix_ai_spend_connection" ON "ai_spend"  ("repository_connection_id", "created_at") ;

CREATE INDEX "ix_ai_spend_day" ON "ai_spend"  ("created_at") ;

CREATE INDEX "ix_ai_spend_user" ON "ai_spend"  ("user_id", "created_at") ;

CREATE INDEX "ix_ai_spend_incident" ON "ai_spend"  ("incident_id") ;

CREATE TABLE "fix_attempts" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "incident_id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "workflow_run_id" uuid NOT NULL, "requested_by" uuid, "number" integer NOT NULL, "verdict" text, "head_sha" text NOT NULL, "branch" text, "target_branch" text, "outcome" text NOT NULL, "code" text, "reason" text, "kind" text, "fixer" text, "model" text, "confidence" double precision, "patch" jsonb, "diff" text, "gates" jsonb NOT NULL, "pull_policy" jsonb, "commands" jsonb NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_fix_attempts" PRIMARY KEY ("id"));

CREATE INDEX "ix_fix_attempts_run" ON "fix_attempts"  ("workflow_run_id") ;

CREATE INDEX "ix_fix_attempts_incident" ON "fix_attempts"  ("incident_id", "id") ;

CREATE TABLE "pull_requests" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "incident_id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "pr_number" integer, "pr_url" text, "title" text NOT NULL, "body" text NOT NULL, "branch_name" text NOT NULL, "base_branch" text NOT NULL, "source_branch" text NOT NULL, "source_sha" text NOT NULL, "head_sha" text, "phase" text NOT NULL, "acted_phase" text, "draft" boolean NOT NULL, "wants_draft" boolean NOT NULL, "mergeable" boolean, "checks" jsonb NOT NULL, "additions" integer NOT NULL, "deletions" integer NOT NULL, "changed_files" integer NOT NULL, "commits" integer NOT NULL, "comments" integer NOT NULL, "fix_kind" text NOT NULL, "fixer" text, "model" text, "confidence" double precision NOT NULL, "attempt" integer NOT NULL, "attempt_id" uuid NOT NULL, "tries" jsonb NOT NULL, "failed_run_id" uuid, "closed_reason" text, "unproven_reason" text, "merge_commit_sha" text, "pushed_at" TIMESTAMP WITH TIME ZONE, "looked_at" TIMESTAMP WITH TIME ZONE, "harmed_at" TIMESTAMP WITH TIME ZONE, "harm" text, "harm_evidence" jsonb, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, "verified_at" TIMESTAMP WITH TIME ZONE, "merged_at" TIMESTAMP WITH TIME ZONE, "closed_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_pull_requests" PRIMARY KEY ("id"));

CREATE UNIQUE INDEX "uq_pull_requests_open" ON "pull_requests"  ("incident_id") WHERE phase in ('claimed', 'verifying', 'unproven', 'verified', 'retrying', 'handed_over');

CREATE UNIQUE INDEX "uq_pull_requests_branch" ON "pull_requests"  ("repository_connection_id", "branch_name") ;

CREATE INDEX "ix_pull_requests_merged" ON "pull_requests"  ("repository_connection_id", "merged_at") WHERE merged_at is not null;

CREATE INDEX "ix_pull_requests_created" ON "pull_requests"  ("repository_connection_id", "created_at") ;

CREATE INDEX "ix_pull_requests_look" ON "pull_requests"  ("looked_at") WHERE phase in ('claimed', 'verifying', 'unproven', 'verified', 'retrying', 'handed_over');

CREATE INDEX "ix_pull_requests_verifying" ON "pull_requests"  ("pushed_at") WHERE phase = 'verifying';

CREATE INDEX "ix_pull_requests_number" ON "pull_requests"  ("repository_connection_id", "pr_number") ;

CREATE INDEX "ix_pull_requests_incident" ON "pull_requests"  ("incident_id", "id") ;

CREATE INDEX "ix_pull_requests_user" ON "pull_requests"  ("user_id", "id") ;

CREATE TABLE "live_events" ("id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL, "tx" bigint NOT NULL, "user_id" uuid NOT NULL, "type" text NOT NULL, "data" jsonb NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_live_events" PRIMARY KEY ("id"));

CREATE INDEX "ix_live_events_user" ON "live_events"  ("user_id", "tx") ;

CREATE INDEX "ix_live_events_tx" ON "live_events"  ("tx") ;

CREATE TABLE "encryption_keys" ("fingerprint" text NOT NULL, "first_used_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_encryption_keys" PRIMARY KEY ("fingerprint"));

CREATE TABLE "workflow_jobs" ("id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "run_id" text NOT NULL, "run_attempt" integer NOT NULL, "job_id" text NOT NULL, "name" text NOT NULL, "status" text NOT NULL, "conclusion" text, "runner" text, "job_url" text, "started_at" TIMESTAMP WITH TIME ZONE, "completed_at" TIMESTAMP WITH TIME ZONE, "steps" jsonb NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "uq_workflow_jobs_attempt" UNIQUE ("repository_connection_id", "run_id", "run_attempt", "job_id"), CONSTRAINT "pk_workflow_jobs" PRIMARY KEY ("id"));

CREATE INDEX "ix_workflow_jobs_name" ON "workflow_jobs"  ("repository_connection_id", "name", "completed_at") ;

CREATE TABLE "workflow_runs" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "run_id" text NOT NULL, "run_attempt" integer NOT NULL, "run_number" integer NOT NULL, "workflow_id" text, "workflow_name" text NOT NULL, "workflow_path" text, "event" text NOT NULL, "status" text NOT NULL, "conclusion" text, "branch" text, "lane" text NOT NULL, "commit_sha" text NOT NULL, "commit_message" text, "author" text, "pull_request_numbers" integer array NOT NULL, "base_branch" text, "run_url" text NOT NULL, "started_at" TIMESTAMP WITH TIME ZONE, "completed_at" TIMESTAMP WITH TIME ZONE, "forge_updated_at" TIMESTAMP WITH TIME ZONE, "incident_id" uuid, "jobs_read_at" TIMESTAMP WITH TIME ZONE, "log_excerpts" jsonb, "checked_at" TIMESTAMP WITH TIME ZONE NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "uq_workflow_runs_attempt" UNIQUE ("repository_connection_id", "run_id", "run_attempt"), CONSTRAINT "pk_workflow_runs" PRIMARY KEY ("id"));

CREATE INDEX "ix_workflow_runs_unfinished" ON "workflow_runs"  ("checked_at") WHERE status <> 'completed';

CREATE INDEX "ix_workflow_runs_commit" ON "workflow_runs"  ("repository_connection_id", "commit_sha") ;

CREATE INDEX "ix_workflow_runs_conclusion" ON "workflow_runs"  ("user_id", "conclusion", "id") WHERE conclusion <> 'success';

CREATE INDEX "ix_workflow_runs_branch" ON "workflow_runs"  ("user_id", "branch", "id") ;

CREATE INDEX "ix_workflow_runs_connection" ON "workflow_runs"  ("repository_connection_id", "id") ;

CREATE INDEX "ix_workflow_runs_lane" ON "workflow_runs"  ("repository_connection_id", "lane", "run_number", "run_attempt") ;

CREATE INDEX "ix_workflow_runs_user" ON "workflow_runs"  ("user_id", "id") ;

ALTER TABLE "alert_channels" ADD CONSTRAINT "fk_alert_channels_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "alert_rules" ADD CONSTRAINT "fk_alert_rules_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "alert_rules" ADD CONSTRAINT "fk_alert_rules_connection" FOREIGN KEY ("repository_connection_id") REFERENCES "repository_connections"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "alert_standings" ADD CONSTRAINT "fk_alert_standings_rule" FOREIGN KEY ("rule_id") REFERENCES "alert_rules"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "alert_deliveries" ADD CONSTRAINT "fk_alert_deliveries_channel" FOREIGN KEY ("channel_id") REFERENCES "alert_channels"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "alert_confirmations" ADD CONSTRAINT "fk_alert_confirmations_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "analytics_quarters" ADD CONSTRAINT "fk_analytics_quarters_connection" FOREIGN KEY ("repository_connection_id") REFERENCES "repository_connections"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "analytics_days" ADD CONSTRAINT "fk_analytics_days_connection" FOREIGN KEY ("repository_connection_id") REFERENCES "repository_connections"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "api_tokens" ADD CONSTRAINT "fk_api_tokens_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "audit_events" ADD CONSTRAINT "fk_audit_events_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "saved_filters" ADD CONSTRAINT "fk_saved_filters_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "user_identities" ADD CONSTRAINT "fk_user_identities_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "sessions" ADD CONSTRAINT "fk_sessions_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "sessions" ADD CONSTRAINT "fk_sessions_identity" FOREIGN KEY ("identity_id") REFERENCES "user_identities"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "api_usage" ADD CONSTRAINT "fk_api_usage_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "webhook_secrets" ADD CONSTRAINT "fk_webhook_secrets_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "oauth_connections" ADD CONSTRAINT "fk_oauth_connections_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "forge_usage" ADD CONSTRAINT "fk_forge_usage_connection" FOREIGN KEY ("oauth_connection_id") REFERENCES "oauth_connections"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "oauth_states" ADD CONSTRAINT "fk_oauth_states_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "repository_connections" ADD CONSTRAINT "fk_repository_connections_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "repository_usage" ADD CONSTRAINT "fk_repository_usage_connection" FOREIGN KEY ("repository_connection_id") REFERENCES "repository_connections"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "auto_reruns" ADD CONSTRAINT "fk_auto_reruns_connection" FOREIGN KEY ("repository_connection_id") REFERENCES "repository_connections"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "flaky_statistics" ADD CONSTRAINT "fk_flaky_statistics_connection" FOREIGN KEY ("repository_connection_id") REFERENCES "repository_connections"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "test_results" ADD CONSTRAINT "fk_test_results_connection" FOREIGN KEY ("repository_connection_id") REFERENCES "repository_connections"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "incidents" ADD CONSTRAINT "fk_incidents_connection" FOREIGN KEY ("repository_connection_id") REFERENCES "repository_connections"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "incident_events" ADD CONSTRAINT "fk_incident_events_incident" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "incident_grouping_changes" ADD CONSTRAINT "fk_incident_grouping_changes_incident" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "incident_occurrences" ADD CONSTRAINT "fk_incident_occurrences_incident" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "incident_tellings" ADD CONSTRAINT "fk_incident_tellings_occurrence" FOREIGN KEY ("occurrence_id") REFERENCES "incident_occurrences"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "ai_spend" ADD CONSTRAINT "fk_ai_spend_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "fix_attempts" ADD CONSTRAINT "fk_fix_attempts_incident" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "pull_requests" ADD CONSTRAINT "fk_pull_requests_incident" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "workflow_jobs" ADD CONSTRAINT "fk_workflow_jobs_connection" FOREIGN KEY ("repository_connection_id") REFERENCES "repository_connections"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "workflow_runs" ADD CONSTRAINT "fk_workflow_runs_connection" FOREIGN KEY ("repository_connection_id") REFERENCES "repository_connections"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- What entities cannot say, as the migrations made it.

-- webhook_bodies is PARTITION BY RANGE (id), a day each

CREATE INDEX ix_incident_grouping_changes_others ON public.incident_grouping_changes USING gin (other_ids);

CREATE INDEX ix_workflow_runs_ended ON public.workflow_runs USING btree (repository_connection_id, COALESCE(completed_at, forge_updated_at, created_at)) WHERE (status = 'completed'::text);

CREATE INDEX ix_workflow_runs_time ON public.workflow_runs USING btree (user_id, COALESCE(started_at, created_at));

CREATE UNIQUE INDEX uq_users_email ON public.users USING btree (lower(email));

CREATE OR REPLACE FUNCTION public.analytics_run_inserted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into analytics_dirty (user_id, repository_connection_id, workflow_run_id, workflow, at)
        select r.user_id, r.repository_connection_id, r.id, coalesce(r.workflow_id, r.workflow_name), date_bin('15 minutes', coalesce(r.completed_at, r.forge_updated_at, r.created_at), timestamptz '2000-01-01 00:00:00+00') from changed r where r.status = 'completed';
        return null;
      end $function$;

CREATE TRIGGER tr_analytics_run_inserted AFTER INSERT ON public.workflow_runs REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION analytics_run_inserted();

CREATE OR REPLACE FUNCTION public.analytics_run_updated()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into analytics_dirty (user_id, repository_connection_id, workflow_run_id, workflow, at)
        select r.user_id, r.repository_connection_id, r.id, coalesce(r.workflow_id, r.workflow_name), date_bin('15 minutes', coalesce(r.completed_at, r.forge_updated_at, r.created_at), timestamptz '2000-01-01 00:00:00+00') from changed r join before b on b.id = r.id
        where r.status = 'completed' and (r.status, r.conclusion, r.started_at, coalesce(r.completed_at, r.forge_updated_at, r.created_at), coalesce(r.workflow_id, r.workflow_name), r.lane, r.commit_sha) is distinct from (b.status, b.conclusion, b.started_at, coalesce(b.completed_at, b.forge_updated_at, b.created_at), coalesce(b.workflow_id, b.workflow_name), b.lane, b.commit_sha)
        union all
        select b.user_id, b.repository_connection_id, b.id, coalesce(b.workflow_id, b.workflow_name), date_bin('15 minutes', coalesce(b.completed_at, b.forge_updated_at, b.created_at), timestamptz '2000-01-01 00:00:00+00') from changed r join before b on b.id = r.id
        where b.status = 'completed' and (coalesce(r.workflow_id, r.workflow_name), date_bin('15 minutes', coalesce(r.completed_at, r.forge_updated_at, r.created_at), timestamptz '2000-01-01 00:00:00+00')) is distinct from (coalesce(b.workflow_id, b.workflow_name), date_bin('15 minutes', coalesce(b.completed_at, b.forge_updated_at, b.created_at), timestamptz '2000-01-01 00:00:00+00'));
        return null;
      end $function$;

CREATE TRIGGER tr_analytics_run_updated AFTER UPDATE ON public.workflow_runs REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION analytics_run_updated();

CREATE OR REPLACE FUNCTION public.live_delivery_failed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    insert into live_events (tx, user_id, type, data) values (pg_current_xact_id()::text::bigint, new.user_id, 'delivery.failed', jsonb_build_object('id', new.id, 'repository_connection_id', new.connection_id, 'provider', new.provider,
  'event', new.event, 'delivery_id', new.delivery_id, 'status', new.status, 'attempts', new.attempts,
  'code', new.error ->> 'code', 'received_at', to_char(new.received_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')));
         perform pg_notify('devflowfix_live', '');
    return null;
  end $function$;

CREATE TRIGGER tr_live_delivery_failed AFTER UPDATE ON public.webhook_deliveries FOR EACH ROW WHEN (((new.status = ANY (ARRAY['failed'::text, 'dead'::text])) AND ((old.status IS DISTINCT FROM new.status) OR (old.attempts IS DISTINCT FROM new.attempts)))) EXECUTE FUNCTION live_delivery_failed();

CREATE OR REPLACE FUNCTION public.live_incident_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    insert into live_events (tx, user_id, type, data) values (pg_current_xact_id()::text::bigint, new.user_id,
           case when tg_op = 'INSERT' then 'incident.opened'
                when new.status = 'resolved' and old.status <> 'resolved' then 'incident.resolved'
                when old.status = 'resolved' and new.status <> 'resolved' then 'incident.opened'
                else 'incident.updated' end, jsonb_build_object('id', new.id, 'repository_connection_id', new.repository_connection_id,
  'title', new.title, 'status', new.status, 'severity', new.severity, 'class', new.class, 'verdict', new.verdict,
  'branch', new.branch, 'workflow_name', new.workflow_name, 'occurrence_count', new.occurrence_count,
  'merged_into', new.merged_into, 'updated_at', to_char(new.updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')));
         perform pg_notify('devflowfix_live', '');
    return null;
  end $function$;

CREATE TRIGGER tr_live_incident_changed AFTER UPDATE ON public.incidents FOR EACH ROW WHEN (((((((((((((old.title IS DISTINCT FROM new.title) OR (old.status IS DISTINCT FROM new.status)) OR (old.severity IS DISTINCT FROM new.severity)) OR (old.class IS DISTINCT FROM new.class)) OR (old.verdict IS DISTINCT FROM new.verdict)) OR (old.branch IS DISTINCT FROM new.branch)) OR (old.workflow_name IS DISTINCT FROM new.workflow_name)) OR (old.occurrence_count IS DISTINCT FROM new.occurrence_count)) OR (old.assignee IS DISTINCT FROM new.assignee)) OR (old.root_cause IS DISTINCT FROM new.root_cause)) OR (old.merged_into IS DISTINCT FROM new.merged_into)) OR (old.analysis IS DISTINCT FROM new.analysis))) EXECUTE FUNCTION live_incident_changed();

CREATE OR REPLACE FUNCTION public.live_incident_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    insert into live_events (tx, user_id, type, data) values (pg_current_xact_id()::text::bigint, new.user_id,
           case when tg_op = 'INSERT' then 'incident.opened'
                when new.status = 'resolved' and old.status <> 'resolved' then 'incident.resolved'
                when old.status = 'resolved' and new.status <> 'resolved' then 'incident.opened'
                else 'incident.updated' end, jsonb_build_object('id', new.id, 'repository_connection_id', new.repository_connection_id,
  'title', new.title, 'status', new.status, 'severity', new.severity, 'class', new.class, 'verdict', new.verdict,
  'branch', new.branch, 'workflow_name', new.workflow_name, 'occurrence_count', new.occurrence_count,
  'merged_into', new.merged_into, 'updated_at', to_char(new.updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')));
         perform pg_notify('devflowfix_live', '');
    return null;
  end $function$;

CREATE TRIGGER tr_live_incident_opened AFTER INSERT ON public.incidents FOR EACH ROW EXECUTE FUNCTION live_incident_changed();

CREATE OR REPLACE FUNCTION public.live_pull_request_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    insert into live_events (tx, user_id, type, data) values (pg_current_xact_id()::text::bigint, new.user_id, 'pull_request.updated', jsonb_build_object('id', new.id, 'incident_id', new.incident_id,
  'repository_connection_id', new.repository_connection_id, 'pr_number', new.pr_number, 'title', new.title,
  'state', case when new.phase = 'merged' then 'merged' when new.phase in ('withdrawn', 'failed', 'closed') then 'closed'
    else 'open' end,
  'draft', new.draft, 'merged', new.phase = 'merged', 'harmed', new.harmed_at is not null,
  'updated_at', to_char(new.updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')));
         perform pg_notify('devflowfix_live', '');
    return null;
  end $function$;

CREATE TRIGGER tr_live_pull_request_changed AFTER UPDATE ON public.pull_requests FOR EACH ROW WHEN ((((((((((((old.phase IS DISTINCT FROM new.phase) OR (old.draft IS DISTINCT FROM new.draft)) OR (old.mergeable IS DISTINCT FROM new.mergeable)) OR (old.pr_number IS DISTINCT FROM new.pr_number)) OR (old.title IS DISTINCT FROM new.title)) OR (old.body IS DISTINCT FROM new.body)) OR (old.checks IS DISTINCT FROM new.checks)) OR (old.tries IS DISTINCT FROM new.tries)) OR (old.verified_at IS DISTINCT FROM new.verified_at)) OR (old.closed_reason IS DISTINCT FROM new.closed_reason)) OR (old.harmed_at IS DISTINCT FROM new.harmed_at))) EXECUTE FUNCTION live_pull_request_changed();

CREATE OR REPLACE FUNCTION public.live_pull_request_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    insert into live_events (tx, user_id, type, data) values (pg_current_xact_id()::text::bigint, new.user_id, 'pull_request.updated', jsonb_build_object('id', new.id, 'incident_id', new.incident_id,
  'repository_connection_id', new.repository_connection_id, 'pr_number', new.pr_number, 'title', new.title,
  'state', case when new.phase = 'merged' then 'merged' when new.phase in ('withdrawn', 'failed', 'closed') then 'closed'
    else 'open' end,
  'draft', new.draft, 'merged', new.phase = 'merged', 'harmed', new.harmed_at is not null,
  'updated_at', to_char(new.updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')));
         perform pg_notify('devflowfix_live', '');
    return null;
  end $function$;

CREATE TRIGGER tr_live_pull_request_opened AFTER INSERT ON public.pull_requests FOR EACH ROW EXECUTE FUNCTION live_pull_request_changed();

CREATE OR REPLACE FUNCTION public.live_run_inserted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    insert into live_events (tx, user_id, type, data) select pg_current_xact_id()::text::bigint, r.user_id, 'run.updated', jsonb_build_object('id', r.id, 'repository_connection_id', r.repository_connection_id,
  'incident_id', r.incident_id, 'run_id', r.run_id, 'run_number', r.run_number, 'run_attempt', r.run_attempt,
  'workflow_name', r.workflow_name, 'branch', r.branch, 'status', r.status, 'conclusion', r.conclusion,
  'started_at', to_char(r.started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'completed_at', to_char(r.completed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'updated_at', to_char(r.updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) from changed r;
         if found then perform pg_notify('devflowfix_live', ''); end if;
    return null;
  end $function$;

CREATE TRIGGER tr_live_run_inserted AFTER INSERT ON public.workflow_runs REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION live_run_inserted();

CREATE OR REPLACE FUNCTION public.live_run_updated()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    insert into live_events (tx, user_id, type, data) select pg_current_xact_id()::text::bigint, r.user_id, 'run.updated', jsonb_build_object('id', r.id, 'repository_connection_id', r.repository_connection_id,
  'incident_id', r.incident_id, 'run_id', r.run_id, 'run_number', r.run_number, 'run_attempt', r.run_attempt,
  'workflow_name', r.workflow_name, 'branch', r.branch, 'status', r.status, 'conclusion', r.conclusion,
  'started_at', to_char(r.started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'completed_at', to_char(r.completed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'updated_at', to_char(r.updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
         from changed r join before b on b.id = r.id
         where (r.status, r.conclusion, r.incident_id, r.workflow_name, r.branch, r.started_at, r.completed_at)
           is distinct from (b.status, b.conclusion, b.incident_id, b.workflow_name, b.branch, b.started_at, b.completed_at);
         if found then perform pg_notify('devflowfix_live', ''); end if;
    return null;
  end $function$;

CREATE TRIGGER tr_live_run_updated AFTER UPDATE ON public.workflow_runs REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION live_run_updated();

CREATE OR REPLACE FUNCTION public.live_credential_ended()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    perform pg_notify('devflowfix_live', 'ended:' || old.id::text);
    return null;
  end $function$;

CREATE TRIGGER tr_live_session_ended AFTER DELETE ON public.sessions FOR EACH ROW EXECUTE FUNCTION live_credential_ended();

CREATE OR REPLACE FUNCTION public.live_credential_ended()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    perform pg_notify('devflowfix_live', 'ended:' || old.id::text);
    return null;
  end $function$;

CREATE TRIGGER tr_live_token_ended AFTER DELETE ON public.api_tokens FOR EACH ROW EXECUTE FUNCTION live_credential_ended();

CREATE OR REPLACE FUNCTION public.analytics_user_forgotten()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        delete from analytics_dirty where user_id = old.id;
        return null;
      end $function$;

CREATE TRIGGER tr_users_analytics AFTER DELETE ON public.users FOR EACH ROW EXECUTE FUNCTION analytics_user_forgotten();

CREATE OR REPLACE FUNCTION public.forget_user()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        kept uuid;
        oldest uuid := (select id from webhook_bodies order by id limit 1);
      begin
        for kept in select body_id from webhook_deliveries where user_id = old.id and body_id >= oldest loop
          delete from webhook_bodies where id = kept;
        end loop;
        delete from webhook_deliveries where user_id = old.id;
        delete from tasks where user_id = old.id;
        delete from idempotency_keys where user_id = old.id;
        return null;
      end $function$;

CREATE TRIGGER tr_users_forget AFTER DELETE ON public.users FOR EACH ROW EXECUTE FUNCTION forget_user();

CREATE OR REPLACE FUNCTION public.live_user_forgotten()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    delete from live_events where user_id = old.id;
    return null;
  end $function$;

CREATE TRIGGER tr_users_live AFTER DELETE ON public.users FOR EACH ROW EXECUTE FUNCTION live_user_forgotten();
