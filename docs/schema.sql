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

CREATE TABLE "tasks" ("id" uuid NOT NULL, "user_id" uuid, "kind" text NOT NULL, "status" text NOT NULL, "progress" smallint NOT NULL DEFAULT '0', "current_step" text, "attempts" integer NOT NULL DEFAULT '0', "payload" jsonb NOT NULL, "result" jsonb, "error" jsonb, "request_id" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "started_at" TIMESTAMP WITH TIME ZONE, "finished_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "pk_tasks" PRIMARY KEY ("id"));

CREATE INDEX "ix_tasks_dead" ON "tasks"  ("id") WHERE status = 'dead';

CREATE INDEX "ix_tasks_user" ON "tasks"  ("user_id", "id") ;

CREATE TABLE "repository_connections" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "provider" text NOT NULL, "oauth_connection_id" uuid, "repository_id" text NOT NULL, "repository_full_name" text NOT NULL, "repository_name" text NOT NULL, "owner_name" text NOT NULL, "default_branch" text NOT NULL, "is_private" boolean NOT NULL, "webhook_id" text, "webhook_url" text, "webhook_status" text NOT NULL, "webhook_status_reason" text, "webhook_events" text array NOT NULL, "webhook_wanted" boolean NOT NULL, "webhook_created_at" TIMESTAMP WITH TIME ZONE, "webhook_last_delivery_at" TIMESTAMP WITH TIME ZONE, "webhook_secret" text, "webhook_previous_secret" text, "webhook_previous_secret_until" TIMESTAMP WITH TIME ZONE, "hook_check_at" TIMESTAMP WITH TIME ZONE, "redeliver_check_at" TIMESTAMP WITH TIME ZONE, "is_enabled" boolean NOT NULL, "auto_pr_enabled" boolean NOT NULL, "fix_policy" jsonb NOT NULL, "disconnected_at" TIMESTAMP WITH TIME ZONE, "disconnect_reason" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, "last_event_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "uq_repository_connections_repository" UNIQUE ("user_id", "provider", "repository_id"), CONSTRAINT "pk_repository_connections" PRIMARY KEY ("id"));

CREATE INDEX "ix_repository_connections_redeliver_check" ON "repository_connections"  ("redeliver_check_at") ;

CREATE INDEX "ix_repository_connections_hook_check" ON "repository_connections"  ("hook_check_at") ;

CREATE INDEX "ix_repository_connections_oauth" ON "repository_connections"  ("oauth_connection_id") ;

CREATE INDEX "ix_repository_connections_user" ON "repository_connections"  ("user_id", "id") ;

ALTER TABLE "api_tokens" ADD CONSTRAINT "fk_api_tokens_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "sessions" ADD CONSTRAINT "fk_sessions_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "webhook_secrets" ADD CONSTRAINT "fk_webhook_secrets_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
