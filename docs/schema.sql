-- Made by `npm run schema:write` from the entities; migrations lead here.

CREATE TABLE "users" ("id" uuid NOT NULL, "email" text NOT NULL, "password_hash" text NOT NULL, "full_name" text, "role" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "last_login_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_users" PRIMARY KEY ("id"));

CREATE TABLE "api_tokens" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "name" text NOT NULL, "token_hash" text NOT NULL, "prefix" text NOT NULL, "scopes" text array NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "last_used_at" TIMESTAMP WITH TIME ZONE, "expires_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "uq_api_tokens_token_hash" UNIQUE ("token_hash"), CONSTRAINT "pk_api_tokens" PRIMARY KEY ("id"));

CREATE INDEX "ix_api_tokens_user" ON "api_tokens"  ("user_id", "id") ;

CREATE TABLE "sessions" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "token_hash" text NOT NULL, "user_agent" text, "address" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "last_used_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "uq_sessions_token_hash" UNIQUE ("token_hash"), CONSTRAINT "pk_sessions" PRIMARY KEY ("id"));

CREATE INDEX "ix_sessions_expires_at" ON "sessions"  ("expires_at") ;

CREATE INDEX "ix_sessions_user" ON "sessions"  ("user_id", "id") ;

CREATE TABLE "webhook_secrets" ("user_id" uuid NOT NULL, "secret" text NOT NULL, "last4" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_webhook_secrets" PRIMARY KEY ("user_id"));

CREATE TABLE "idempotency_keys" ("user_id" uuid NOT NULL, "key" text NOT NULL, "request_hash" text NOT NULL, "status" integer, "answer" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "pk_idempotency_keys" PRIMARY KEY ("user_id", "key"));

CREATE INDEX "ix_idempotency_keys_created_at" ON "idempotency_keys"  ("created_at") ;

CREATE TABLE "oauth_connections" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "provider" text NOT NULL, "provider_user_id" text NOT NULL, "provider_username" text NOT NULL, "access_token" text, "refresh_token" text, "token_expires_at" TIMESTAMP WITH TIME ZONE, "scopes" text array NOT NULL, "is_active" boolean NOT NULL DEFAULT true, "needs_reauthorization" boolean NOT NULL DEFAULT false, "rate_limit" jsonb, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "last_used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "uq_oauth_connections_user_provider" UNIQUE ("user_id", "provider"), CONSTRAINT "pk_oauth_connections" PRIMARY KEY ("id"));

CREATE TABLE "oauth_states" ("state_hash" text NOT NULL, "user_id" uuid NOT NULL, "provider" text NOT NULL, "browser_hash" text NOT NULL, "code_verifier" text NOT NULL, "return_to" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_oauth_states" PRIMARY KEY ("state_hash"));

CREATE INDEX "ix_oauth_states_expires_at" ON "oauth_states"  ("expires_at") ;

CREATE TABLE "tasks" ("id" uuid NOT NULL, "user_id" uuid, "kind" text NOT NULL, "status" text NOT NULL, "progress" smallint NOT NULL DEFAULT '0', "current_step" text, "attempts" integer NOT NULL DEFAULT '0', "payload" jsonb NOT NULL, "result" jsonb, "error" jsonb, "request_id" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "started_at" TIMESTAMP WITH TIME ZONE, "finished_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_tasks" PRIMARY KEY ("id"));

CREATE INDEX "ix_tasks_dead" ON "tasks"  ("id") WHERE status = 'dead';

CREATE INDEX "ix_tasks_user" ON "tasks"  ("user_id", "id") ;

CREATE TABLE "repository_connections" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "provider" text NOT NULL, "oauth_connection_id" uuid, "repository_id" text NOT NULL, "repository_full_name" text NOT NULL, "repository_name" text NOT NULL, "owner_name" text NOT NULL, "default_branch" text NOT NULL, "is_private" boolean NOT NULL, "webhook_id" text, "webhook_url" text, "webhook_status" text NOT NULL, "webhook_status_reason" text, "webhook_events" text array NOT NULL, "webhook_wanted" boolean NOT NULL, "webhook_created_at" TIMESTAMP WITH TIME ZONE, "webhook_last_delivery_at" TIMESTAMP WITH TIME ZONE, "webhook_secret" text, "webhook_previous_secret" text, "webhook_previous_secret_until" TIMESTAMP WITH TIME ZONE, "hook_check_at" TIMESTAMP WITH TIME ZONE, "redeliver_check_at" TIMESTAMP WITH TIME ZONE, "redeliver_since" TIMESTAMP WITH TIME ZONE, "is_enabled" boolean NOT NULL, "auto_pr_enabled" boolean NOT NULL, "fix_policy" jsonb NOT NULL, "disconnected_at" TIMESTAMP WITH TIME ZONE, "disconnect_reason" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, "last_event_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "uq_repository_connections_repository" UNIQUE ("user_id", "provider", "repository_id"), CONSTRAINT "pk_repository_connections" PRIMARY KEY ("id"));

CREATE INDEX "ix_repository_connections_redeliver_check" ON "repository_connections"  ("redeliver_check_at") ;

CREATE INDEX "ix_repository_connections_hook_check" ON "repository_connections"  ("hook_check_at") ;

CREATE INDEX "ix_repository_connections_oauth" ON "repository_connections"  ("oauth_connection_id") ;

CREATE INDEX "ix_repository_connections_user" ON "repository_connections"  ("user_id", "id") ;

CREATE TABLE "webhook_deliveries" ("id" uuid NOT NULL, "door_id" uuid NOT NULL, "connection_id" uuid, "user_id" uuid NOT NULL, "source" text NOT NULL, "provider" text NOT NULL, "event" text NOT NULL, "action" text, "delivery_id" text NOT NULL, "received_at" TIMESTAMP WITH TIME ZONE NOT NULL, "status" text NOT NULL, "attempts" integer NOT NULL DEFAULT '0', "error" jsonb, "redelivered_from" text, "body" bytea, "body_encoding" text NOT NULL, CONSTRAINT "uq_webhook_deliveries_delivery" UNIQUE ("door_id", "delivery_id"), CONSTRAINT "pk_webhook_deliveries" PRIMARY KEY ("id"));

CREATE INDEX "ix_webhook_deliveries_user" ON "webhook_deliveries"  ("user_id", "id") ;

CREATE TABLE "incidents" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "title" text NOT NULL, "status" text NOT NULL, "severity" text NOT NULL, "severity_is_chosen" boolean NOT NULL, "source" text NOT NULL, "class" text NOT NULL, "verdict" text NOT NULL, "branch" text, "workflow_name" text NOT NULL, "fingerprint" text NOT NULL, "first_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL, "last_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL, "opened_at" TIMESTAMP WITH TIME ZONE NOT NULL, "occurrence_count" integer NOT NULL, "root_cause" text, "assignee" text, "resolved_at" TIMESTAMP WITH TIME ZONE, "resolution" text, "resolution_time_seconds" integer, "reopened_count" integer NOT NULL, "analysis" jsonb NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "pk_incidents" PRIMARY KEY ("id"));

CREATE UNIQUE INDEX "uq_incidents_unresolved" ON "incidents"  ("repository_connection_id", "fingerprint") WHERE status <> 'resolved';

CREATE INDEX "ix_incidents_fingerprint" ON "incidents"  ("repository_connection_id", "fingerprint", "id") ;

CREATE INDEX "ix_incidents_user" ON "incidents"  ("user_id", "id") ;

CREATE TABLE "incident_events" ("id" uuid NOT NULL, "incident_id" uuid NOT NULL, "type" text NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, "actor_id" uuid, "message" text NOT NULL, "workflow_run_id" uuid, CONSTRAINT "pk_incident_events" PRIMARY KEY ("id"));

CREATE INDEX "ix_incident_events_incident" ON "incident_events"  ("incident_id", "id") ;

CREATE TABLE "incident_occurrences" ("id" uuid NOT NULL, "incident_id" uuid NOT NULL, "workflow_run_id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "lane" text NOT NULL, "run_number" integer NOT NULL, "run_attempt" integer NOT NULL, "branch" text, "on_default_branch" boolean NOT NULL, "commit_sha" text NOT NULL, "occurred_at" TIMESTAMP WITH TIME ZONE NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "uq_incident_occurrences_run" UNIQUE ("incident_id", "workflow_run_id"), CONSTRAINT "pk_incident_occurrences" PRIMARY KEY ("id"));

CREATE INDEX "ix_incident_occurrences_lane" ON "incident_occurrences"  ("repository_connection_id", "lane") ;

CREATE INDEX "ix_incident_occurrences_run" ON "incident_occurrences"  ("workflow_run_id") ;

CREATE TABLE "workflow_jobs" ("id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "run_id" text NOT NULL, "run_attempt" integer NOT NULL, "job_id" text NOT NULL, "name" text NOT NULL, "status" text NOT NULL, "conclusion" text, "runner" text, "job_url" text, "started_at" TIMESTAMP WITH TIME ZONE, "completed_at" TIMESTAMP WITH TIME ZONE, "steps" jsonb NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "uq_workflow_jobs_attempt" UNIQUE ("repository_connection_id", "run_id", "run_attempt", "job_id"), CONSTRAINT "pk_workflow_jobs" PRIMARY KEY ("id"));

CREATE TABLE "workflow_runs" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "repository_connection_id" uuid NOT NULL, "run_id" text NOT NULL, "run_attempt" integer NOT NULL, "run_number" integer NOT NULL, "workflow_id" text, "workflow_name" text NOT NULL, "workflow_path" text, "event" text NOT NULL, "status" text NOT NULL, "conclusion" text, "branch" text, "lane" text NOT NULL, "commit_sha" text NOT NULL, "commit_message" text, "author" text, "pull_request_numbers" integer array NOT NULL, "run_url" text NOT NULL, "started_at" TIMESTAMP WITH TIME ZONE, "completed_at" TIMESTAMP WITH TIME ZONE, "forge_updated_at" TIMESTAMP WITH TIME ZONE, "incident_id" uuid, "jobs_read_at" TIMESTAMP WITH TIME ZONE, "log_excerpts" jsonb, "checked_at" TIMESTAMP WITH TIME ZONE NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "uq_workflow_runs_attempt" UNIQUE ("repository_connection_id", "run_id", "run_attempt"), CONSTRAINT "pk_workflow_runs" PRIMARY KEY ("id"));

CREATE INDEX "ix_workflow_runs_unfinished" ON "workflow_runs"  ("checked_at") WHERE status <> 'completed';

CREATE INDEX "ix_workflow_runs_lane" ON "workflow_runs"  ("repository_connection_id", "lane", "run_number", "run_attempt") ;

CREATE INDEX "ix_workflow_runs_user" ON "workflow_runs"  ("user_id", "id") ;

ALTER TABLE "api_tokens" ADD CONSTRAINT "fk_api_tokens_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "sessions" ADD CONSTRAINT "fk_sessions_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "webhook_secrets" ADD CONSTRAINT "fk_webhook_secrets_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "oauth_connections" ADD CONSTRAINT "fk_oauth_connections_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "oauth_states" ADD CONSTRAINT "fk_oauth_states_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "incident_events" ADD CONSTRAINT "fk_incident_events_incident" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "incident_occurrences" ADD CONSTRAINT "fk_incident_occurrences_incident" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
