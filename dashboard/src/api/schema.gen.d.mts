// Written by `npm run dashboard:types` from the OpenAPI document. Do not edit.
export interface paths {
    "/api/v2/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Task_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/tasks/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Task_replayMany"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Task_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/tasks/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Task_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Account_register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Account_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Account_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Account_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["Account_update"];
        trace?: never;
    };
    "/api/v2/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Audit_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Credential_listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Credential_endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Credential_listTokens"];
        put?: never;
        post: operations["Credential_createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/tokens/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Credential_rotateToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/tokens/{id}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["Credential_setTokenLimits"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Credential_revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/webhook-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Credential_webhookSecret"];
        put?: never;
        post: operations["Credential_rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Identity_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/identities/{id}/unlink": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Identity_unlink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/oidc/backchannel-logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["IssuerLogout_end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/saved-filters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["SavedFilter_list"];
        put?: never;
        post: operations["SavedFilter_save"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/saved-filters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["SavedFilter_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["SignIn_methods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/oidc/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["SignIn_authorize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/auth/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["SignIn_callback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/users/{id}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["TokenAdmin_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/users/{id}/tokens/{token}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["TokenAdmin_setLimits"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Usage_own"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/users/{id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Usage_ofUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["UserAdmin_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/users/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["UserAdmin_endAllSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["UserAdmin_get"];
        put?: never;
        post?: never;
        delete: operations["UserAdmin_close"];
        options?: never;
        head?: never;
        patch: operations["UserAdmin_change"];
        trace?: never;
    };
    "/api/v2/users/{id}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["UserAdmin_setLimits"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["UserAdmin_endSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/usage/forges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ForgeUsage_own"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/users/{id}/usage/forges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ForgeUsage_ofUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/oauth/{forge}/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["OAuth_authorize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/oauth/{forge}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["OAuth_callback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/oauth/{forge}/connection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["OAuth_connection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/oauth/{forge}/disconnect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["OAuth_disconnect"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/oauth/{forge}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["OAuth_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/oauth/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["OAuth_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/repositories/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Connection_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/repositories/connections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Connection_get"];
        put?: never;
        post?: never;
        delete: operations["Connection_disconnect"];
        options?: never;
        head?: never;
        patch: operations["Connection_change"];
        trace?: never;
    };
    "/api/v2/repositories/connections/{id}/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Connection_webhook"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/repositories/connections/{id}/webhook/repair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Connection_repair"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/repositories/connect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Repository_connect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/repositories/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Repository_stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/repositories/{forge}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Repository_atForge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/usage/repositories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["RepositoryUsage_own"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/users/{id}/usage/repositories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["RepositoryUsage_ofUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/users/{id}/usage/repositories/{connection}/limit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["RepositoryUsage_setLimit"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Webhook_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Webhook_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/deliveries/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Webhook_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/workflows/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Workflow_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/workflows/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Workflow_stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/workflows/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Workflow_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/workflows/runs/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Workflow_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/workflows/runs/{id}/logs/full": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Workflow_fullLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/workflows/runs/{id}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Workflow_rerun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/repositories/connections/{id}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Sync_sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Incident_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Incident_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["Incident_change"];
        trace?: never;
    };
    "/api/v2/incidents/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Incident_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/incidents/regroup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Grouping_regroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/incidents/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Grouping_merge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/incidents/{id}/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Grouping_split"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/incidents/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Grouping_undo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/workflows/flaky": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Flaky_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/incidents/{id}/preview-fix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Fix_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/incidents/{id}/fix-attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Fix_attempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/ai": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Ai_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/prs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["PullRequest_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/prs/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["PullRequest_stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/prs/{pr_number}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["PullRequest_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/prs/{pr_number}/update": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["PullRequest_update"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/incidents/{id}/create-pr": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["IncidentFix_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/incidents/{id}/prs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["IncidentFix_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/analytics/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/analytics/formulas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_formulas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/analytics/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_workflows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/analytics/repositories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_repositories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/analytics/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_incidents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/analytics/pr-effectiveness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_prEffectiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/analytics/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_deployments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/analytics/failures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Analytics_failures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/alerts/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Alert_channels"];
        put?: never;
        post: operations["Alert_addChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/alerts/channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Alert_removeChannel"];
        options?: never;
        head?: never;
        patch: operations["Alert_changeChannel"];
        trace?: never;
    };
    "/api/v2/alerts/channels/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Alert_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/alerts/channels/{id}/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Alert_askAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/alerts/confirmations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Alert_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/alerts/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Alert_rules"];
        put?: never;
        post: operations["Alert_addRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/alerts/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Alert_removeRule"];
        options?: never;
        head?: never;
        patch: operations["Alert_changeRule"];
        trace?: never;
    };
    "/api/v2/alerts/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Alert_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Live_watch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/webhooks/{forge}/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Webhook_deliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        FieldErrorDto: {
            pointer: string;
            message: string;
        };
        ProblemDto: {
            type: string;
            title: string;
            status: number;
            code: string;
            detail: string;
            instance: string;
            request_id: string;
            errors?: components["schemas"]["FieldErrorDto"][];
            details?: {
                [key: string]: unknown;
            };
        };
        TaskErrorDto: {
            code: string;
            message: string;
        };
        TaskDto: {
            /** Format: uuid */
            id: string;
            kind: string;
            /** Format: uuid */
            repository_connection_id: string | null;
            /** @enum {string} */
            status: "queued" | "running" | "succeeded" | "failed" | "dead";
            progress: number;
            current_step: string | null;
            attempts: number;
            result: {
                [key: string]: unknown;
            } | null;
            error: components["schemas"]["TaskErrorDto"] | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
        };
        TaskListDto: {
            next_cursor: string | null;
            tasks: components["schemas"]["TaskDto"][];
        };
        ReplayTasksDto: {
            kind?: string;
            /** Format: uuid */
            repository_connection_id?: string;
            /** Format: date-time */
            since?: string;
            /** @default 100 */
            limit?: number;
        };
        ReplayedTasksDto: {
            tasks: components["schemas"]["TaskDto"][];
            has_more: boolean;
        };
        RegisterDto: {
            /** Format: email */
            email: string;
            /** Format: password */
            password: string;
            full_name?: string | null;
        };
        UserDto: {
            /** Format: uuid */
            id: string;
            /** Format: email */
            email: string;
            full_name: string | null;
            /** @enum {string} */
            role: "admin" | "member";
            has_password: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_login_at: string | null;
        };
        LoginDto: {
            /** Format: email */
            email: string;
            /** Format: password */
            password: string;
        };
        LogoutDto: {
            success: boolean;
            /** Format: uri */
            end_session_url: string | null;
        };
        UpdateMeDto: {
            full_name?: string | null;
            /** Format: email */
            email?: string;
            /** Format: password */
            password?: string;
            /** Format: password */
            current_password?: string;
        };
        AuditEventDto: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            at: string;
            email: string;
            action: string;
            summary: string;
            request: string;
            /** @enum {string} */
            via: "session" | "token" | "password" | "oidc";
            /** Format: uuid */
            credential_id: string | null;
            address: string | null;
            user_agent: string | null;
            request_id: string;
        };
        AuditListDto: {
            next_cursor: string | null;
            events: components["schemas"]["AuditEventDto"][];
        };
        SessionDto: {
            /** Format: uuid */
            id: string;
            current: boolean;
            user_agent: string | null;
            address: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_used_at: string;
            /** Format: date-time */
            expires_at: string;
        };
        SessionListDto: {
            next_cursor: string | null;
            sessions: components["schemas"]["SessionDto"][];
        };
        CreateTokenDto: {
            name: string;
            expires_in_days?: number | null;
            /**
             * @default [
             *       "read",
             *       "write"
             *     ]
             */
            scopes?: ("read" | "write")[];
        };
        TokenLimitsDto: {
            read?: number | null;
            write?: number | null;
            expensive?: number | null;
        };
        EffectiveLimitsDto: {
            read: number;
            write: number;
            expensive: number;
        };
        CreatedApiTokenDto: {
            /** Format: uuid */
            id: string;
            name: string;
            prefix: string;
            scopes: ("read" | "write")[];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_used_at: string | null;
            /** Format: date-time */
            expires_at: string | null;
            request_limits: components["schemas"]["TokenLimitsDto"];
            admin_request_limits: components["schemas"]["TokenLimitsDto"];
            effective_limits: components["schemas"]["EffectiveLimitsDto"];
            token: string;
        };
        ApiTokenDto: {
            /** Format: uuid */
            id: string;
            name: string;
            prefix: string;
            scopes: ("read" | "write")[];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_used_at: string | null;
            /** Format: date-time */
            expires_at: string | null;
            request_limits: components["schemas"]["TokenLimitsDto"];
            admin_request_limits: components["schemas"]["TokenLimitsDto"];
            effective_limits: components["schemas"]["EffectiveLimitsDto"];
        };
        ApiTokenListDto: {
            next_cursor: string | null;
            tokens: components["schemas"]["ApiTokenDto"][];
        };
        RotateTokenDto: {
            /** @default 24 */
            grace_hours?: number;
        };
        NewWebhookSecretDto: {
            last4: string;
            /** Format: date-time */
            created_at: string;
            /** Format: uri */
            webhook_url: string;
            secret: string;
        };
        WebhookSecretDto: {
            last4: string;
            /** Format: date-time */
            created_at: string;
            /** Format: uri */
            webhook_url: string;
        };
        IdentityDto: {
            /** Format: uuid */
            id: string;
            issuer: string;
            issuer_name: string | null;
            email: string | null;
            may_unlink: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_login_at: string | null;
        };
        IdentityListDto: {
            identities: components["schemas"]["IdentityDto"][];
        };
        UnlinkIdentityDto: {
            /** Format: password */
            current_password?: string;
        };
        SavedFilterDto: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            list: "incidents" | "runs";
            name: string;
            filter: {
                [key: string]: string;
            };
            /** Format: date-time */
            created_at: string;
        };
        SavedFilterListDto: {
            saved_filters: components["schemas"]["SavedFilterDto"][];
        };
        SaveFilterDto: {
            /** @enum {string} */
            list: "incidents" | "runs";
            name: string;
            filter: {
                [key: string]: string;
            };
        };
        SignInMethodsDto: {
            password: boolean;
            registration: boolean;
            oidc_name: string | null;
        };
        BeginSignInDto: {
            /** @default / */
            return_to?: string;
            /** @default false */
            link?: boolean;
            /** @default false */
            other_account?: boolean;
            /** Format: password */
            current_password?: string;
        };
        BegunSignInDto: {
            /** Format: uri */
            authorization_url: string;
            /** Format: date-time */
            expires_at: string;
        };
        UsageDayDto: {
            read: number;
            read_refused: number;
            write: number;
            write_refused: number;
            expensive: number;
            expensive_refused: number;
            /** Format: date */
            day: string;
        };
        UsageCredentialDto: {
            read: number;
            read_refused: number;
            write: number;
            write_refused: number;
            expensive: number;
            expensive_refused: number;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            via: "session" | "token";
            name: string | null;
            prefix: string | null;
            limits: components["schemas"]["EffectiveLimitsDto"] | null;
        };
        UsageDto: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            limits: components["schemas"]["EffectiveLimitsDto"];
            days: components["schemas"]["UsageDayDto"][];
            credentials: components["schemas"]["UsageCredentialDto"][] | null;
        };
        OwnLimitsDto: {
            read?: number | null;
            write?: number | null;
            expensive?: number | null;
        };
        ListedUserDto: {
            /** Format: uuid */
            id: string;
            /** Format: email */
            email: string;
            full_name: string | null;
            /** @enum {string} */
            role: "admin" | "member";
            has_password: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_login_at: string | null;
            /** Format: date-time */
            deactivated_at: string | null;
            request_limits: components["schemas"]["OwnLimitsDto"];
        };
        UserListDto: {
            next_cursor: string | null;
            users: components["schemas"]["ListedUserDto"][];
        };
        EndedSessionsDto: {
            ended: number;
        };
        ChangeUserDto: {
            /** @enum {string} */
            role?: "admin" | "member";
            active?: boolean;
        };
        RateLimitDto: {
            limit: number;
            remaining: number;
            /** Format: date-time */
            reset_at: string;
            /** Format: date-time */
            observed_at: string;
        };
        ForgeUsageDayDto: {
            /** Format: date */
            day: string;
            calls: number;
            refused: number;
        };
        ForgeUsageConnectionDto: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            provider: "github" | "gitlab";
            instance: string;
            provider_username: string;
            rate_limit: components["schemas"]["RateLimitDto"] | null;
            days: components["schemas"]["ForgeUsageDayDto"][];
        };
        ForgeUsageDto: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            connections: components["schemas"]["ForgeUsageConnectionDto"][];
        };
        AuthorizeDto: {
            /** @default / */
            return_to?: string;
        };
        AuthorizationDto: {
            /** Format: uri */
            authorization_url: string;
            state: string;
            /** @enum {string} */
            provider: "github" | "gitlab";
            instance: string;
            /** Format: date-time */
            expires_at: string;
        };
        OAuthConnectionDto: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            provider: "github" | "gitlab";
            instance: string;
            provider_user_id: string;
            provider_username: string;
            scopes: string[];
            missing_scopes: string[];
            is_active: boolean;
            needs_reauthorization: boolean;
            /** Format: date-time */
            token_expires_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_used_at: string | null;
            rate_limit: components["schemas"]["RateLimitDto"] | null;
        };
        ConnectedDto: {
            success: boolean;
            connection: components["schemas"]["OAuthConnectionDto"];
        };
        DisconnectedDto: {
            success: boolean;
            /** Format: uuid */
            connection_id: string;
            /** @enum {string} */
            provider: "github" | "gitlab";
            instance: string;
            revoked_at_provider: boolean;
            hooks_removed: number;
            message: string;
        };
        ForgeInstanceDto: {
            /** @enum {string} */
            provider: "github" | "gitlab";
            instance: string;
            /** Format: uri */
            url: string;
        };
        OAuthConnectionListDto: {
            connections: components["schemas"]["OAuthConnectionDto"][];
            total: number;
            available: ("github" | "gitlab")[];
            instances: components["schemas"]["ForgeInstanceDto"][];
        };
        AutoRerunPolicyDto: {
            enabled: boolean;
            max_per_run: number;
            daily_budget: number;
        };
        FixPolicyDto: {
            draft: boolean;
            max_files: number;
            max_lines: number;
            allowed: string[];
            never_touch: string[];
            min_confidence: number;
            allow_snapshot_updates: boolean;
            allow_workflow_changes: boolean;
            protected_branches: string[];
            labels: string[];
            reviewers: string[];
            /** @enum {string} */
            commit_style: "conventional" | "plain";
            co_author: boolean;
            use_ai: boolean;
            auto_rerun: components["schemas"]["AutoRerunPolicyDto"];
        };
        RepositoryConnectionDto: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            provider: "github" | "gitlab";
            instance: string;
            /** Format: uuid */
            oauth_connection_id: string | null;
            repository_id: string;
            repository_full_name: string;
            repository_name: string;
            owner_name: string;
            default_branch: string;
            is_private: boolean;
            webhook_id: string | null;
            webhook_url: string | null;
            /** @enum {string} */
            webhook_status: "active" | "inactive" | "failed" | "disabled_by_forge" | "missing";
            webhook_status_reason: string | null;
            webhook_events: string[];
            /** Format: date-time */
            webhook_created_at: string | null;
            /** Format: date-time */
            webhook_last_delivery_at: string | null;
            is_enabled: boolean;
            auto_pr_enabled: boolean;
            fix_policy: components["schemas"]["FixPolicyDto"];
            deployment_workflows: string[];
            ci_minute_price: number | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            last_event_at: string | null;
            /** Format: date-time */
            disconnected_at: string | null;
        };
        ConnectionListDto: {
            next_cursor: string | null;
            connections: components["schemas"]["RepositoryConnectionDto"][];
            total: number;
        };
        AutoRerunPolicyChangeDto: {
            enabled?: boolean;
            max_per_run?: number;
            daily_budget?: number;
        };
        FixPolicyChangeDto: {
            draft?: boolean;
            max_files?: number;
            max_lines?: number;
            allowed?: string[];
            never_touch?: string[];
            min_confidence?: number;
            allow_snapshot_updates?: boolean;
            allow_workflow_changes?: boolean;
            protected_branches?: string[];
            labels?: string[];
            reviewers?: string[];
            /** @enum {string} */
            commit_style?: "conventional" | "plain";
            co_author?: boolean;
            use_ai?: boolean;
            auto_rerun?: components["schemas"]["AutoRerunPolicyChangeDto"];
        };
        ConnectionChangeDto: {
            is_enabled?: boolean;
            auto_pr_enabled?: boolean;
            fix_policy?: components["schemas"]["FixPolicyChangeDto"];
            deployment_workflows?: string[];
            ci_minute_price?: number | null;
        };
        RepositoryDisconnectedDto: {
            success: boolean;
            /** Format: uuid */
            connection_id: string;
            repository_full_name: string;
            webhook_deleted: boolean;
            message: string;
        };
        ForgeDeliveryDto: {
            id: string;
            /** @enum {string} */
            provider: "github" | "gitlab";
            event: string;
            action: string | null;
            delivery_id: string;
            /** Format: uuid */
            repository_connection_id: string;
            /** Format: date-time */
            received_at: string;
            /** @enum {string} */
            status: "accepted" | "failed";
            attempts: number;
            error: string | null;
            redelivered_from: string | null;
        };
        ConnectionWebhookDto: {
            /** @enum {string} */
            status: "active" | "inactive" | "failed" | "disabled_by_forge" | "missing";
            webhook_status_reason: string | null;
            url: string | null;
            events: string[];
            /** Format: date-time */
            last_delivery_at: string | null;
            recent_deliveries: components["schemas"]["ForgeDeliveryDto"][];
            failures_24h: number | null;
        };
        RepairedWebhookDto: {
            success: boolean;
            /** @enum {string} */
            status: "active" | "inactive" | "failed" | "disabled_by_forge" | "missing";
            url: string;
            webhook_id: string;
            recreated: boolean;
            secret_rotated: boolean;
            redelivered: number;
            waiting: number;
        };
        ConnectRepositoryDto: {
            /**
             * @default github
             * @enum {string}
             */
            provider?: "github" | "gitlab";
            /** @default default */
            instance?: string;
            repository_full_name: string;
            /** @default true */
            auto_pr_enabled?: boolean;
            /** @default true */
            setup_webhook?: boolean;
            webhook_events?: string[];
        };
        RepositoryStatsDto: {
            total_repositories: number;
            active_repositories: number;
            inactive_repositories: number;
            total_webhooks: number;
            repositories_with_auto_pr: number;
        };
        RepositoryPermissionsDto: {
            admin: boolean;
            push: boolean;
            pull: boolean;
        };
        ForgeRepositoryDto: {
            id: string;
            name: string;
            full_name: string;
            description: string | null;
            private: boolean;
            owner: string;
            html_url: string;
            default_branch: string;
            language: string | null;
            stargazers_count: number;
            open_issues_count: number;
            /** Format: date-time */
            created_at: string | null;
            /** Format: date-time */
            updated_at: string | null;
            /** Format: date-time */
            pushed_at: string | null;
            permissions: components["schemas"]["RepositoryPermissionsDto"];
            archived: boolean;
            is_connected: boolean;
            /** Format: uuid */
            connection_id: string | null;
        };
        ForgeRepositoryListDto: {
            repositories: components["schemas"]["ForgeRepositoryDto"][];
            page: number;
            per_page: number;
            has_next: boolean;
            next_cursor: string | null;
        };
        UsedRepositoryDto: {
            /** Format: uuid */
            id: string;
            repository_full_name: string;
            /** @enum {string} */
            provider: "github" | "gitlab";
            instance: string;
            calls_per_hour: number | null;
            calls_in_hour: number | null;
            /** Format: date-time */
            limited_until: string | null;
            days: components["schemas"]["ForgeUsageDayDto"][];
        };
        RepositoryUsageDto: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            repositories: components["schemas"]["UsedRepositoryDto"][];
        };
        ForgeLimitDto: {
            calls_per_hour: number | null;
        };
        DeliveryErrorDto: {
            code: string;
            message: string;
        };
        DeliveryDto: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            provider: "github" | "gitlab";
            event: string;
            action: string | null;
            delivery_id: string;
            /** Format: uuid */
            repository_connection_id: string | null;
            /** Format: date-time */
            received_at: string;
            /** @enum {string} */
            status: "accepted" | "processed" | "ignored" | "failed" | "dead";
            attempts: number;
            error: components["schemas"]["DeliveryErrorDto"] | null;
            /** @enum {string|null} */
            redelivered_from: "accepted" | "processed" | "ignored" | "failed" | "dead" | null;
        };
        DeliveryListDto: {
            next_cursor: string | null;
            deliveries: components["schemas"]["DeliveryDto"][];
        };
        DeliveryDetailDto: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            provider: "github" | "gitlab";
            event: string;
            action: string | null;
            delivery_id: string;
            /** Format: uuid */
            repository_connection_id: string | null;
            /** Format: date-time */
            received_at: string;
            /** @enum {string} */
            status: "accepted" | "processed" | "ignored" | "failed" | "dead";
            attempts: number;
            error: components["schemas"]["DeliveryErrorDto"] | null;
            /** @enum {string|null} */
            redelivered_from: "accepted" | "processed" | "ignored" | "failed" | "dead" | null;
            payload: string | null;
            payload_bytes: number | null;
            /** @enum {string|null} */
            payload_omitted: "dropped" | "too-large" | "not-json" | null;
        };
        RunDto: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            incident_id: string | null;
            /** Format: uuid */
            repository_connection_id: string;
            repository_full_name: string;
            /** @enum {string} */
            provider: "github" | "gitlab";
            instance: string;
            run_id: string;
            run_number: number;
            run_attempt: number;
            workflow_name: string;
            workflow_id: string | null;
            workflow_path: string | null;
            event: string;
            /** @enum {string} */
            status: "requested" | "queued" | "pending" | "waiting" | "in_progress" | "completed";
            /** @enum {string|null} */
            conclusion: "success" | "failure" | "cancelled" | "skipped" | "timed_out" | "action_required" | "neutral" | "stale" | "startup_failure" | null;
            branch: string | null;
            commit_sha: string;
            commit_message: string | null;
            author: string | null;
            pull_request_numbers: number[];
            base_branch: string | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            completed_at: string | null;
            duration_seconds: number | null;
            run_url: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        RunListDto: {
            next_cursor: string | null;
            runs: components["schemas"]["RunDto"][];
            total: number;
        };
        RunStatsDto: {
            total_runs: number;
            failed_runs: number;
            successful_runs: number;
            in_progress_runs: number;
            avg_duration_seconds: number | null;
            failure_rate: number | null;
            repositories_tracked: number;
        };
        StepDto: {
            number: number;
            name: string;
            /** @enum {string} */
            status: "requested" | "queued" | "pending" | "waiting" | "in_progress" | "completed";
            /** @enum {string|null} */
            conclusion: "success" | "failure" | "cancelled" | "skipped" | "timed_out" | "action_required" | "neutral" | "stale" | "startup_failure" | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            completed_at: string | null;
        };
        JobDto: {
            /** Format: uuid */
            id: string;
            job_id: string;
            name: string;
            /** @enum {string} */
            status: "requested" | "queued" | "pending" | "waiting" | "in_progress" | "completed";
            /** @enum {string|null} */
            conclusion: "success" | "failure" | "cancelled" | "skipped" | "timed_out" | "action_required" | "neutral" | "stale" | "startup_failure" | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            completed_at: string | null;
            runner: string | null;
            steps: components["schemas"]["StepDto"][];
        };
        AttemptDto: {
            /** Format: uuid */
            id: string;
            run_attempt: number;
            /** @enum {string} */
            status: "requested" | "queued" | "pending" | "waiting" | "in_progress" | "completed";
            /** @enum {string|null} */
            conclusion: "success" | "failure" | "cancelled" | "skipped" | "timed_out" | "action_required" | "neutral" | "stale" | "startup_failure" | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            completed_at: string | null;
        };
        RunDetailDto: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            incident_id: string | null;
            /** Format: uuid */
            repository_connection_id: string;
            repository_full_name: string;
            /** @enum {string} */
            provider: "github" | "gitlab";
            instance: string;
            run_id: string;
            run_number: number;
            run_attempt: number;
            workflow_name: string;
            workflow_id: string | null;
            workflow_path: string | null;
            event: string;
            /** @enum {string} */
            status: "requested" | "queued" | "pending" | "waiting" | "in_progress" | "completed";
            /** @enum {string|null} */
            conclusion: "success" | "failure" | "cancelled" | "skipped" | "timed_out" | "action_required" | "neutral" | "stale" | "startup_failure" | null;
            branch: string | null;
            commit_sha: string;
            commit_message: string | null;
            author: string | null;
            pull_request_numbers: number[];
            base_branch: string | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            completed_at: string | null;
            duration_seconds: number | null;
            run_url: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            jobs: components["schemas"]["JobDto"][];
            attempts: components["schemas"]["AttemptDto"][];
        };
        RerunDto: {
            /** @default false */
            failed_jobs_only?: boolean;
        };
        RerunAcceptedDto: {
            /** Format: uuid */
            workflow_run_id: string;
            run_id: string;
            failed_jobs_only: boolean;
        };
        SyncDto: {
            /** Format: date-time */
            since?: string;
            /** @default 100 */
            limit?: number;
        };
        AcceptedTaskDto: {
            /** Format: uuid */
            task_id: string;
            status_url: string;
        };
        IncidentDto: {
            /** Format: uuid */
            id: string;
            title: string;
            /** @enum {string} */
            status: "open" | "acknowledged" | "fixing" | "muted" | "resolved";
            /** @enum {string} */
            severity: "low" | "medium" | "high" | "critical";
            /** @enum {string} */
            source: "github" | "gitlab" | "webhook";
            /** @enum {string} */
            class: "test" | "build" | "lint" | "type-check" | "dependency" | "config" | "permission" | "infra" | "timeout" | "security" | "unknown";
            /** @enum {string} */
            verdict: "introduced_by_change" | "base_broken" | "flaky" | "infrastructure" | "several_pull_requests" | "unknown";
            /** Format: uuid */
            repository_connection_id: string | null;
            repository_full_name: string;
            branch: string | null;
            workflow_name: string;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            last_seen_at: string;
            occurrence_count: number;
            root_cause: string | null;
            assignee: string | null;
            /** Format: date-time */
            resolved_at: string | null;
            /** @enum {string|null} */
            resolution: "green_run" | "pr_merged" | "manual" | "withdrawn" | "merged" | null;
            resolution_time_seconds: number | null;
            reopened_count: number;
            fingerprint: string;
            /** Format: uuid */
            merged_into: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        IncidentListDto: {
            next_cursor: string | null;
            incidents: components["schemas"]["IncidentDto"][];
            total: number;
        };
        FailedStepDto: {
            job: string;
            step: string;
        };
        EvidenceDto: {
            job: string;
            first_line: number;
            last_line: number;
        };
        IssueDto: {
            tool: string | null;
            rule: string | null;
            file: string | null;
            line: number | null;
            column: number | null;
            message: string;
            /** @enum {string} */
            severity: "error" | "warning" | "notice";
            evidence: components["schemas"]["EvidenceDto"];
        };
        FailingTestDto: {
            name: string;
            file: string | null;
            message: string | null;
            expected: string | null;
            actual: string | null;
        };
        LogExcerptDto: {
            job: string;
            first_line: number;
            last_line: number;
            text: string;
        };
        VerdictEvidenceDto: {
            /** @enum {string} */
            code: "same_commit_passed" | "same_commit_failed_again" | "diagnosed_infrastructure" | "diagnosed_timeout" | "diagnosed_permission" | "base_failed_alike" | "base_failed_otherwise" | "base_passed" | "base_unknown" | "other_branches_fail_alike" | "change_touches_blamed_files" | "change_misses_blamed_files" | "change_is_documentation" | "change_unknown" | "known_flaky";
            message: string;
            run_ids: string[];
            branches: string[];
            files: string[];
        };
        AnalysisDto: {
            /** @enum {string} */
            class: "test" | "build" | "lint" | "type-check" | "dependency" | "config" | "permission" | "infra" | "timeout" | "security" | "unknown";
            confidence: number | null;
            summary: string;
            failed_jobs: string[];
            failed_steps: components["schemas"]["FailedStepDto"][];
            issues: components["schemas"]["IssueDto"][];
            failing_tests: components["schemas"]["FailingTestDto"][];
            log_excerpts: components["schemas"]["LogExcerptDto"][];
            requires_human_review: boolean;
            fingerprint: string;
            fingerprint_explanation: string;
            /** @enum {string} */
            verdict: "introduced_by_change" | "base_broken" | "flaky" | "infrastructure" | "several_pull_requests" | "unknown";
            verdict_evidence: components["schemas"]["VerdictEvidenceDto"][];
        };
        SuspectDto: {
            sha: string;
            subject: string;
            author: string | null;
            /** Format: date-time */
            committed_at: string | null;
            url: string | null;
            blamed_files: string[];
        };
        OccurrenceDto: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            workflow_run_id: string;
            run_number: number;
            run_attempt: number;
            branch: string | null;
            commit_sha: string;
            /** Format: date-time */
            occurred_at: string;
            fingerprint: string;
            /** @enum {string} */
            grouped_by: "fingerprint" | "earlier_change" | "merge" | "split" | "new_rule";
            grouped_because: string;
            /** Format: uuid */
            grouped_by_user: string | null;
            /** @enum {string} */
            verdict: "introduced_by_change" | "base_broken" | "flaky" | "infrastructure" | "several_pull_requests" | "unknown";
            confidence: number | null;
            evidence: components["schemas"]["VerdictEvidenceDto"][];
            suspects: components["schemas"]["SuspectDto"][];
        };
        IncidentRunDto: {
            /** Format: uuid */
            id: string;
            run_id: string;
            run_number: number;
            run_attempt: number;
            workflow_name: string;
            /** @enum {string|null} */
            conclusion: "success" | "failure" | "cancelled" | "skipped" | "timed_out" | "action_required" | "neutral" | "stale" | "startup_failure" | null;
            branch: string | null;
            commit_sha: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            completed_at: string | null;
            run_url: string;
        };
        GroupingChangeDto: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "merge" | "split" | "regroup";
            /** Format: uuid */
            incident_id: string;
            other_incident_ids: string[];
            occurrence_ids: string[];
            rerouted_fingerprints: string[];
            /** Format: uuid */
            actor_id: string | null;
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            undone_at: string | null;
        };
        LinkedPullRequestDto: {
            /** Format: uuid */
            id: string;
            pr_number: number | null;
            pr_url: string | null;
            title: string;
            /** @enum {string} */
            state: "open" | "closed" | "merged";
            /** @enum {string} */
            verified: "unverified" | "running" | "verified" | "failed";
        };
        TimelineEventDto: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            type: "opened" | "seen_again" | "diagnosed" | "judged" | "rerun_requested" | "rerun_refused" | "rerun_passed" | "rerun_failed" | "acknowledged" | "muted" | "set_open" | "severity_changed" | "assigned" | "note" | "resolved" | "reopened" | "merged" | "split" | "regrouped" | "undone" | "pull_request_opened" | "pull_request_verified" | "pull_request_failed" | "pull_request_closed" | "pull_request_merged" | "pull_request_unproven" | "pull_request_noted" | "pull_request_harmed";
            /** Format: date-time */
            at: string;
            /** Format: uuid */
            actor_id: string | null;
            message: string;
            /** Format: uuid */
            workflow_run_id: string | null;
        };
        IncidentDetailDto: {
            /** Format: uuid */
            id: string;
            title: string;
            /** @enum {string} */
            status: "open" | "acknowledged" | "fixing" | "muted" | "resolved";
            /** @enum {string} */
            severity: "low" | "medium" | "high" | "critical";
            /** @enum {string} */
            source: "github" | "gitlab" | "webhook";
            /** @enum {string} */
            class: "test" | "build" | "lint" | "type-check" | "dependency" | "config" | "permission" | "infra" | "timeout" | "security" | "unknown";
            /** @enum {string} */
            verdict: "introduced_by_change" | "base_broken" | "flaky" | "infrastructure" | "several_pull_requests" | "unknown";
            /** Format: uuid */
            repository_connection_id: string | null;
            repository_full_name: string;
            branch: string | null;
            workflow_name: string;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            last_seen_at: string;
            occurrence_count: number;
            root_cause: string | null;
            assignee: string | null;
            /** Format: date-time */
            resolved_at: string | null;
            /** @enum {string|null} */
            resolution: "green_run" | "pr_merged" | "manual" | "withdrawn" | "merged" | null;
            resolution_time_seconds: number | null;
            reopened_count: number;
            fingerprint: string;
            /** Format: uuid */
            merged_into: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            analysis: components["schemas"]["AnalysisDto"];
            occurrences: components["schemas"]["OccurrenceDto"][];
            runs: components["schemas"]["IncidentRunDto"][];
            grouping_changes: components["schemas"]["GroupingChangeDto"][];
            pull_requests: components["schemas"]["LinkedPullRequestDto"][];
            timeline: components["schemas"]["TimelineEventDto"][];
        };
        TimelineDto: {
            next_cursor: string | null;
            events: components["schemas"]["TimelineEventDto"][];
        };
        UpdateIncidentDto: {
            /** @enum {string} */
            status?: "open" | "acknowledged" | "muted" | "resolved";
            /** @enum {string} */
            severity?: "low" | "medium" | "high" | "critical";
            assignee?: string | null;
            note?: string;
        };
        RegroupDto: {
            /** Format: uuid */
            repository_connection_id: string;
        };
        MergeDto: {
            /** Format: uuid */
            into?: string;
            incident_ids?: string[];
        };
        GroupingResultDto: {
            change: components["schemas"]["GroupingChangeDto"];
            /** Format: uuid */
            incident_id: string;
            future: string;
        };
        SplitDto: {
            occurrence_ids: string[];
        };
        UndoDto: {
            /** Format: uuid */
            change_id?: string;
        };
        FlakyStatisticDto: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            repository_connection_id: string;
            repository_full_name: string;
            workflow_name: string;
            branch: string | null;
            job: string;
            test: string | null;
            file: string | null;
            /** @enum {string} */
            state: "broken" | "flaky" | "suspected" | "healed" | "stable" | "few";
            observations: number;
            failures: number;
            failure_rate: number;
            failure_rate_low: number;
            failure_rate_high: number;
            flips: number;
            flaky_commits: number;
            clean_passes: number;
            /** Format: date-time */
            last_failed_at: string | null;
            /** Format: date-time */
            last_flaked_at: string | null;
            /** Format: date-time */
            observed_at: string;
        };
        FlakyListDto: {
            next_cursor: string | null;
            statistics: components["schemas"]["FlakyStatisticDto"][];
            total: number;
        };
        FixWishDto: {
            /** @default false */
            use_ai?: boolean;
        };
        QuoteDto: {
            job: string;
            line: number;
            text: string;
        };
        FixReasonDto: {
            fixer: string;
            reason: string;
            files: string[];
            quotes: components["schemas"]["QuoteDto"][];
        };
        GateDto: {
            gate: string;
            passed: boolean;
            /** @enum {string|null} */
            severity: "refuse" | "human" | null;
            reason: string;
        };
        FixPreviewDto: {
            /** @enum {string} */
            outcome: "proposed" | "declined" | "failed";
            /** @enum {string|null} */
            code: "fix.no_access" | "fix.disabled" | "fix.incident_closed" | "fix.no_branch" | "fix.fork" | "fix.protected_branch" | "fix.own_branch" | "fix.verdict" | "fix.no_log" | "fix.tree_too_large" | "fix.policy_invalid" | "fix.no_fixer" | "fix.budget" | "fix.model_declined" | "fix.model_rejected" | "fix.model_unavailable" | "fix.gate_refused" | "fix.needs_a_person" | "fix.low_confidence" | "fix.branch_moved" | "fix.forge_refused" | null;
            reason: string | null;
            /** @enum {string|null} */
            kind: "rule" | "ai" | null;
            fixer: string | null;
            model: string | null;
            confidence: number | null;
            target_branch: string | null;
            diff: string | null;
            reasons: components["schemas"]["FixReasonDto"][];
            gates: components["schemas"]["GateDto"][];
            commands: string[];
        };
        FixAttemptDto: {
            /** @enum {string} */
            outcome: "proposed" | "declined" | "failed";
            /** @enum {string|null} */
            code: "fix.no_access" | "fix.disabled" | "fix.incident_closed" | "fix.no_branch" | "fix.fork" | "fix.protected_branch" | "fix.own_branch" | "fix.verdict" | "fix.no_log" | "fix.tree_too_large" | "fix.policy_invalid" | "fix.no_fixer" | "fix.budget" | "fix.model_declined" | "fix.model_rejected" | "fix.model_unavailable" | "fix.gate_refused" | "fix.needs_a_person" | "fix.low_confidence" | "fix.branch_moved" | "fix.forge_refused" | null;
            reason: string | null;
            /** @enum {string|null} */
            kind: "rule" | "ai" | null;
            fixer: string | null;
            model: string | null;
            confidence: number | null;
            target_branch: string | null;
            diff: string | null;
            reasons: components["schemas"]["FixReasonDto"][];
            gates: components["schemas"]["GateDto"][];
            commands: string[];
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            workflow_run_id: string;
            number: number;
            head_sha: string;
            requested: boolean;
            /** Format: date-time */
            created_at: string;
        };
        FixAttemptListDto: {
            attempts: components["schemas"]["FixAttemptDto"][];
        };
        AiSpendDto: {
            requests: number;
            prompt_tokens: number;
            completion_tokens: number;
            cost: number | null;
        };
        AiCapsDto: {
            requests_per_incident: number;
            daily_requests_per_repository: number;
            daily_cost: number | null;
        };
        AiStatusDto: {
            configured: boolean;
            model: string | null;
            spend_24h: components["schemas"]["AiSpendDto"];
            caps: components["schemas"]["AiCapsDto"];
        };
        CheckDto: {
            name: string;
            status: string;
            conclusion: string | null;
            url: string | null;
        };
        TryDto: {
            attempt: number;
            /** Format: uuid */
            attempt_id: string;
            head_sha: string;
            /** @enum {string} */
            result: "running" | "passed" | "failed";
            reason: string | null;
        };
        HarmDto: {
            /** @enum {string} */
            kind: "seen_again" | "new_failure" | "reverted";
            /** Format: date-time */
            at: string;
            reason: string;
            /** Format: uuid */
            incident_id: string | null;
            /** Format: uuid */
            workflow_run_id: string | null;
            commit_sha: string | null;
            files: string[];
        };
        PullRequestDto: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            incident_id: string;
            /** Format: uuid */
            repository_connection_id: string;
            pr_number: number | null;
            pr_url: string | null;
            title: string;
            body: string;
            branch_name: string;
            base_branch: string;
            /** @enum {string} */
            state: "open" | "closed" | "merged";
            draft: boolean;
            merged: boolean;
            mergeable: boolean | null;
            /** @enum {string} */
            verified: "unverified" | "running" | "verified" | "failed";
            checks: components["schemas"]["CheckDto"][];
            additions: number;
            deletions: number;
            changed_files: number;
            commits: number;
            comments: number;
            /** @enum {string} */
            fix_kind: "rule" | "ai";
            fixer: string | null;
            model: string | null;
            confidence: number;
            attempts: components["schemas"]["TryDto"][];
            unproven_reason: string | null;
            harmed: boolean;
            harm: components["schemas"]["HarmDto"] | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            merged_at: string | null;
            /** Format: date-time */
            closed_at: string | null;
            closed_reason: string | null;
        };
        PullRequestListDto: {
            next_cursor: string | null;
            pull_requests: components["schemas"]["PullRequestDto"][];
            total: number;
        };
        PullRequestStatsDto: {
            total: number;
            open: number;
            verified: number;
            merged: number;
            closed: number;
            withdrawn: number;
            failed: number;
            handed_over: number;
            unproven: number;
            harmed: number;
            harmed_seen_again: number;
            harmed_new_failure: number;
            harmed_reverted: number;
            acceptance_rate: number | null;
        };
        UpdatePullRequestDto: {
            title?: string;
            body?: string;
            /** @enum {string} */
            state?: "open" | "closed";
            draft?: boolean;
        };
        CreatePullRequestDto: {
            use_ai?: boolean;
            draft?: boolean;
            base_branch?: string;
        };
        WindowDto: {
            /** Format: date-time */
            since: string;
            /** Format: date-time */
            until: string;
        };
        ExcludedDto: {
            what: string;
            n: number;
        };
        IntervalDto: {
            low: number;
            high: number;
        };
        FigureDto: {
            value: number | null;
            n: number;
            /** @enum {string} */
            formula: "runs.total" | "runs.failure_rate" | "runs.success_rate" | "runs.duration_p50" | "runs.duration_p95" | "runs.duration_p95_trend" | "runs.flip_rate" | "runs.time_to_recovery" | "runs.time_to_green" | "runs.ci_minutes" | "runs.ci_cost" | "runs.minutes_lost" | "deployments.total" | "deployments.frequency" | "deployments.failure_rate" | "deployments.lead_time" | "deployments.recovery_time" | "repositories.health" | "incidents.opened" | "incidents.open" | "incidents.resolved" | "incidents.mttr" | "incidents.mttr_median" | "incidents.time_to_detect" | "incidents.noise_share" | "fixes.proposal_rate" | "fixes.verified_rate" | "fixes.acceptance_rate" | "fixes.withdrawal_rate" | "fixes.survival_rate" | "fixes.harm_rate" | "fixes.time_to_fix" | "fixes.time_to_fix_p90" | "fixes.cost_per_merged_fix";
            window: components["schemas"]["WindowDto"];
            excluded: components["schemas"]["ExcludedDto"][];
            interval: components["schemas"]["IntervalDto"] | null;
            rows: string | null;
        };
        RunFiguresDto: {
            total: components["schemas"]["FigureDto"];
            failure_rate: components["schemas"]["FigureDto"];
            success_rate: components["schemas"]["FigureDto"];
            duration_p50: components["schemas"]["FigureDto"];
            duration_p95: components["schemas"]["FigureDto"];
            flip_rate: components["schemas"]["FigureDto"];
            time_to_recovery: components["schemas"]["FigureDto"];
            time_to_green: components["schemas"]["FigureDto"];
            ci_minutes: components["schemas"]["FigureDto"];
            minutes_lost: components["schemas"]["FigureDto"];
        };
        IncidentFiguresDto: {
            opened: components["schemas"]["FigureDto"];
            open: components["schemas"]["FigureDto"];
            resolved: components["schemas"]["FigureDto"];
            mttr: components["schemas"]["FigureDto"];
            mttr_median: components["schemas"]["FigureDto"];
            time_to_detect: components["schemas"]["FigureDto"];
            noise_share: components["schemas"]["FigureDto"];
        };
        FixFiguresDto: {
            proposal_rate: components["schemas"]["FigureDto"];
            verified_rate: components["schemas"]["FigureDto"];
            acceptance_rate: components["schemas"]["FigureDto"];
            withdrawal_rate: components["schemas"]["FigureDto"];
            survival_rate: components["schemas"]["FigureDto"];
            harm_rate: components["schemas"]["FigureDto"];
            time_to_fix: components["schemas"]["FigureDto"];
            time_to_fix_p90: components["schemas"]["FigureDto"];
            cost_per_merged_fix: components["schemas"]["FigureDto"];
        };
        RedWorkflowDto: {
            /** Format: uuid */
            repository_connection_id: string;
            repository_full_name: string;
            workflow_name: string;
            incidents: number;
            /** Format: date-time */
            red_since: string;
        };
        RunBucketDto: {
            /** Format: date-time */
            start: string;
            /** Format: date-time */
            end: string;
            total: number;
            succeeded: number;
            failed: number;
            cancelled: number;
            failure_rate: number | null;
            failure_rate_low: number | null;
            failure_rate_high: number | null;
            duration_p50: number | null;
            duration_p95: number | null;
            ci_minutes: number;
            minutes_lost: number;
        };
        OverviewDto: {
            /** @enum {string} */
            period: "day" | "week" | "month";
            tz: string;
            window: components["schemas"]["WindowDto"];
            /** Format: uuid */
            repository_connection_id: string | null;
            complete: boolean;
            runs: components["schemas"]["RunFiguresDto"];
            duration_p95_trend: components["schemas"]["FigureDto"];
            ci_cost: components["schemas"]["FigureDto"];
            incidents: components["schemas"]["IncidentFiguresDto"];
            fixes: components["schemas"]["FixFiguresDto"];
            red_now: components["schemas"]["RedWorkflowDto"][];
            series: components["schemas"]["RunBucketDto"][];
        };
        FormulaDto: {
            id: string;
            text: string;
        };
        FormulasDto: {
            formulas: components["schemas"]["FormulaDto"][];
        };
        WorkflowAnalyticsDto: {
            total: components["schemas"]["FigureDto"];
            failure_rate: components["schemas"]["FigureDto"];
            success_rate: components["schemas"]["FigureDto"];
            duration_p50: components["schemas"]["FigureDto"];
            duration_p95: components["schemas"]["FigureDto"];
            flip_rate: components["schemas"]["FigureDto"];
            time_to_recovery: components["schemas"]["FigureDto"];
            time_to_green: components["schemas"]["FigureDto"];
            ci_minutes: components["schemas"]["FigureDto"];
            minutes_lost: components["schemas"]["FigureDto"];
            /** Format: uuid */
            repository_connection_id: string;
            repository_full_name: string;
            workflow: string;
            workflow_name: string;
            duration_p95_trend: components["schemas"]["FigureDto"];
        };
        WorkflowsAnalyticsDto: {
            /** @enum {string} */
            period: "day" | "week" | "month";
            tz: string;
            window: components["schemas"]["WindowDto"];
            /** Format: uuid */
            repository_connection_id: string | null;
            complete: boolean;
            figures: components["schemas"]["RunFiguresDto"];
            workflows: components["schemas"]["WorkflowAnalyticsDto"][];
            series: components["schemas"]["RunBucketDto"][];
        };
        RepositoryAnalyticsDto: {
            /** Format: uuid */
            repository_connection_id: string;
            repository_full_name: string;
            health: components["schemas"]["FigureDto"];
            duration_p95_trend: components["schemas"]["FigureDto"];
            ci_cost: components["schemas"]["FigureDto"];
            runs: components["schemas"]["RunFiguresDto"];
            incidents: components["schemas"]["IncidentFiguresDto"];
        };
        RepositoriesAnalyticsDto: {
            /** @enum {string} */
            period: "day" | "week" | "month";
            tz: string;
            window: components["schemas"]["WindowDto"];
            /** Format: uuid */
            repository_connection_id: string | null;
            complete: boolean;
            repositories: components["schemas"]["RepositoryAnalyticsDto"][];
        };
        IncidentBucketDto: {
            /** Format: date-time */
            start: string;
            /** Format: date-time */
            end: string;
            opened: number;
            resolved: number;
        };
        IncidentsAnalyticsDto: {
            /** @enum {string} */
            period: "day" | "week" | "month";
            tz: string;
            window: components["schemas"]["WindowDto"];
            /** Format: uuid */
            repository_connection_id: string | null;
            complete: boolean;
            figures: components["schemas"]["IncidentFiguresDto"];
            series: components["schemas"]["IncidentBucketDto"][];
        };
        FunnelDto: {
            tried: number;
            proposed: number;
            opened: number;
            verified: number;
            unproven: number;
            merged: number;
            closed: number;
            failed: number;
            withdrawn: number;
        };
        FixBucketDto: {
            /** Format: date-time */
            start: string;
            /** Format: date-time */
            end: string;
            opened: number;
            merged: number;
        };
        HarmCountDto: {
            kind: string;
            fixes: number;
        };
        PrEffectivenessDto: {
            /** @enum {string} */
            period: "day" | "week" | "month";
            tz: string;
            window: components["schemas"]["WindowDto"];
            /** Format: uuid */
            repository_connection_id: string | null;
            complete: boolean;
            figures: components["schemas"]["FixFiguresDto"];
            funnel: components["schemas"]["FunnelDto"];
            series: components["schemas"]["FixBucketDto"][];
            harms: components["schemas"]["HarmCountDto"][];
        };
        DeploymentFiguresDto: {
            total: components["schemas"]["FigureDto"];
            frequency: components["schemas"]["FigureDto"];
            failure_rate: components["schemas"]["FigureDto"];
            lead_time: components["schemas"]["FigureDto"];
            recovery_time: components["schemas"]["FigureDto"];
        };
        DeploymentBucketDto: {
            /** Format: date-time */
            start: string;
            /** Format: date-time */
            end: string;
            succeeded: number;
            failed: number;
        };
        DeploymentsDto: {
            /** @enum {string} */
            period: "day" | "week" | "month";
            tz: string;
            window: components["schemas"]["WindowDto"];
            /** Format: uuid */
            repository_connection_id: string | null;
            complete: boolean;
            is_marked: boolean;
            figures: components["schemas"]["DeploymentFiguresDto"];
            series: components["schemas"]["DeploymentBucketDto"][];
        };
        FailureTypeDto: {
            class: string;
            incidents: number;
            occurrences: number;
            open: number;
            /** Format: date-time */
            last_seen_at: string;
        };
        UnreliableDto: {
            /** Format: uuid */
            repository_connection_id: string;
            repository_full_name: string;
            workflow_name: string;
            job: string;
            test: string | null;
            state: string;
            observations: number;
            failures: number;
            failure_rate: number;
            failure_rate_low: number;
            failure_rate_high: number;
            flips: number;
            /** Format: date-time */
            last_failed_at: string | null;
            minutes_lost: number | null;
        };
        FailuresDto: {
            /** @enum {string} */
            period: "day" | "week" | "month";
            tz: string;
            window: components["schemas"]["WindowDto"];
            /** Format: uuid */
            repository_connection_id: string | null;
            complete: boolean;
            types: components["schemas"]["FailureTypeDto"][];
            flaky_jobs: components["schemas"]["UnreliableDto"][];
            flaky_tests: components["schemas"]["UnreliableDto"][];
        };
        AlertChannelDto: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "webhook" | "slack" | "email";
            name: string;
            target: string;
            is_enabled: boolean;
            /** Format: date-time */
            confirmed_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        AlertChannelListDto: {
            channels: components["schemas"]["AlertChannelDto"][];
            kinds: ("webhook" | "slack" | "email")[];
        };
        CreateAlertChannelDto: {
            /** @enum {string} */
            kind: "webhook" | "slack" | "email";
            name: string;
            url: string;
        };
        NewAlertChannelDto: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "webhook" | "slack" | "email";
            name: string;
            target: string;
            is_enabled: boolean;
            /** Format: date-time */
            confirmed_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            secret: string | null;
        };
        AlertChannelChangeDto: {
            name?: string;
            url?: string;
            is_enabled?: boolean;
        };
        AlertDeliveryDto: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            channel_id: string;
            /** Format: uuid */
            rule_id: string | null;
            /** @enum {string} */
            event: "firing" | "recovered" | "reminder" | "test" | "confirmation";
            message: string;
            /** @enum {string} */
            status: "queued" | "delivered" | "failed";
            attempts: number;
            response_status: number | null;
            error: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            finished_at: string | null;
        };
        ConfirmAddressDto: {
            token: string;
        };
        ConfirmedAddressDto: {
            target: string;
            /** Format: date-time */
            confirmed_at: string;
        };
        QuietHoursDto: {
            from: string;
            to: string;
            time_zone: string;
        };
        AlertRuleDto: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "failure_rate" | "branch_red" | "flaky_share" | "hook_failing" | "token_dead" | "spend_cap" | "fix_harmful";
            name: string;
            /** Format: uuid */
            repository_connection_id: string | null;
            threshold: number;
            window_minutes: number;
            min_runs: number;
            remind_minutes: number | null;
            quiet_hours: components["schemas"]["QuietHoursDto"] | null;
            channel_ids: string[];
            is_enabled: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            firing: number;
        };
        AlertRuleListDto: {
            rules: components["schemas"]["AlertRuleDto"][];
            kinds: ("failure_rate" | "branch_red" | "flaky_share" | "hook_failing" | "token_dead" | "spend_cap" | "fix_harmful")[];
        };
        CreateAlertRuleDto: {
            name: string;
            /** Format: uuid */
            repository_connection_id?: string | null;
            threshold?: number;
            window_minutes?: number;
            /** @default 10 */
            min_runs?: number;
            remind_minutes?: number | null;
            quiet_hours?: components["schemas"]["QuietHoursDto"] | null;
            channel_ids?: string[];
            is_enabled?: boolean;
            /** @enum {string} */
            kind: "failure_rate" | "branch_red" | "flaky_share" | "hook_failing" | "token_dead" | "spend_cap" | "fix_harmful";
        };
        AlertRuleChangeDto: {
            name?: string;
            /** Format: uuid */
            repository_connection_id?: string | null;
            threshold?: number;
            window_minutes?: number;
            /** @default 10 */
            min_runs?: number;
            remind_minutes?: number | null;
            quiet_hours?: components["schemas"]["QuietHoursDto"] | null;
            channel_ids?: string[];
            is_enabled?: boolean;
        };
        AlertDeliveryListDto: {
            next_cursor: string | null;
            deliveries: components["schemas"]["AlertDeliveryDto"][];
        };
        RunUpdatedDto: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            repository_connection_id: string;
            /** Format: uuid */
            incident_id: string | null;
            run_id: string;
            run_number: number;
            run_attempt: number;
            workflow_name: string;
            branch: string | null;
            /** @enum {string} */
            status: "requested" | "queued" | "pending" | "waiting" | "in_progress" | "completed";
            /** @enum {string|null} */
            conclusion: "success" | "failure" | "cancelled" | "skipped" | "timed_out" | "action_required" | "neutral" | "stale" | "startup_failure" | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            completed_at: string | null;
            /** Format: date-time */
            updated_at: string;
        };
        IncidentChangedDto: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            repository_connection_id: string;
            title: string;
            status: string;
            severity: string;
            class: string;
            verdict: string;
            branch: string | null;
            workflow_name: string;
            occurrence_count: number;
            /** Format: uuid */
            merged_into: string | null;
            /** Format: date-time */
            updated_at: string;
        };
        PullRequestUpdatedDto: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            incident_id: string;
            /** Format: uuid */
            repository_connection_id: string;
            pr_number: number | null;
            title: string;
            /** @enum {string} */
            state: "open" | "closed" | "merged";
            draft: boolean;
            merged: boolean;
            harmed: boolean;
            /** Format: date-time */
            updated_at: string;
        };
        DeliveryFailedDto: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            repository_connection_id: string | null;
            /** @enum {string} */
            provider: "github" | "gitlab";
            event: string;
            delivery_id: string;
            /** @enum {string} */
            status: "failed" | "dead";
            attempts: number;
            code: string | null;
            /** Format: date-time */
            received_at: string;
        };
        StreamResetDto: {
            /** @enum {string} */
            reason: "too_old";
        };
        LiveDto: {
            /** @enum {string} */
            status: "ok";
        };
        HealthCheckDto: {
            /** @enum {string} */
            name: "database" | "queue" | "migrations" | "stopping";
            ok: boolean;
            reason: string | null;
        };
        ReadyDto: {
            /** @enum {string} */
            status: "ready" | "unavailable";
            checks: components["schemas"]["HealthCheckDto"][];
        };
        WebhookAnswerDto: {
            delivery_id: string;
            /** @enum {string} */
            status: "accepted" | "duplicate" | "ignored";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    Task_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                status?: "queued" | "running" | "succeeded" | "failed" | "dead";
                kind?: string;
                repository_connection_id?: string;
                since?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskListDto"];
                };
            };
        };
    };
    Task_replayMany: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayTasksDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayedTasksDto"];
                };
            };
        };
    };
    Task_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDto"];
                };
            };
        };
    };
    Task_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDto"];
                };
            };
        };
    };
    Account_register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
        };
    };
    Account_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
        };
    };
    Account_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogoutDto"];
                };
            };
        };
    };
    Account_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
        };
    };
    Account_update: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateMeDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
        };
    };
    Audit_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                action?: string;
                since?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditListDto"];
                    "text/csv": components["schemas"]["AuditListDto"];
                };
            };
        };
    };
    Credential_listSessions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionListDto"];
                };
            };
        };
    };
    Credential_endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Credential_listTokens: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenListDto"];
                };
            };
        };
    };
    Credential_createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTokenDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiTokenDto"];
                };
            };
        };
    };
    Credential_rotateToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateTokenDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiTokenDto"];
                };
            };
        };
    };
    Credential_setTokenLimits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenLimitsDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenDto"];
                };
            };
        };
    };
    Credential_revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Credential_webhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecretDto"];
                };
            };
        };
    };
    Credential_rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhookSecretDto"];
                };
            };
        };
    };
    Identity_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityListDto"];
                };
            };
        };
    };
    Identity_unlink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnlinkIdentityDto"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    IssuerLogout_end: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    logout_token: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    SavedFilter_list: {
        parameters: {
            query?: {
                list?: "incidents" | "runs";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedFilterListDto"];
                };
            };
        };
    };
    SavedFilter_save: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveFilterDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedFilterDto"];
                };
            };
        };
    };
    SavedFilter_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    SignIn_methods: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInMethodsDto"];
                };
            };
        };
    };
    SignIn_authorize: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeginSignInDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BegunSignInDto"];
                };
            };
        };
    };
    SignIn_callback: {
        parameters: {
            query?: {
                error?: string;
                code?: string;
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
        };
    };
    TokenAdmin_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenListDto"];
                };
            };
        };
    };
    TokenAdmin_setLimits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenLimitsDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenDto"];
                };
            };
        };
    };
    Usage_own: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                by?: "token";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageDto"];
                };
            };
        };
    };
    Usage_ofUser: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                by?: "token";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageDto"];
                };
            };
        };
    };
    UserAdmin_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserListDto"];
                };
            };
        };
    };
    UserAdmin_endAllSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedSessionsDto"];
                };
            };
        };
    };
    UserAdmin_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedUserDto"];
                };
            };
        };
    };
    UserAdmin_close: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    UserAdmin_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeUserDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedUserDto"];
                };
            };
        };
    };
    UserAdmin_setLimits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnLimitsDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedUserDto"];
                };
            };
        };
    };
    UserAdmin_endSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ForgeUsage_own: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ForgeUsageDto"];
                };
            };
        };
    };
    ForgeUsage_ofUser: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ForgeUsageDto"];
                };
            };
        };
    };
    OAuth_authorize: {
        parameters: {
            query?: {
                instance?: string;
            };
            header?: never;
            path: {
                forge: "github" | "gitlab";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuthorizeDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizationDto"];
                };
            };
        };
    };
    OAuth_callback: {
        parameters: {
            query?: {
                error?: string;
                code?: string;
                state?: string;
                instance?: string;
            };
            header?: never;
            path: {
                forge: "github" | "gitlab";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectedDto"];
                };
            };
        };
    };
    OAuth_connection: {
        parameters: {
            query?: {
                instance?: string;
            };
            header?: never;
            path: {
                forge: "github" | "gitlab";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthConnectionDto"];
                };
            };
        };
    };
    OAuth_disconnect: {
        parameters: {
            query?: {
                instance?: string;
            };
            header?: never;
            path: {
                forge: "github" | "gitlab";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisconnectedDto"];
                };
            };
        };
    };
    OAuth_refresh: {
        parameters: {
            query?: {
                instance?: string;
            };
            header?: never;
            path: {
                forge: "github" | "gitlab";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthConnectionDto"];
                };
            };
        };
    };
    OAuth_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthConnectionListDto"];
                };
            };
        };
    };
    Connection_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                include_disabled?: boolean;
                provider?: "github" | "gitlab";
                instance?: string;
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionListDto"];
                };
            };
        };
    };
    Connection_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepositoryConnectionDto"];
                };
            };
        };
    };
    Connection_disconnect: {
        parameters: {
            query?: {
                delete_webhook?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepositoryDisconnectedDto"];
                };
            };
        };
    };
    Connection_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionChangeDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepositoryConnectionDto"];
                };
            };
        };
    };
    Connection_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionWebhookDto"];
                };
            };
        };
    };
    Connection_repair: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepairedWebhookDto"];
                };
            };
        };
    };
    Repository_connect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectRepositoryDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepositoryConnectionDto"];
                };
            };
        };
    };
    Repository_stats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepositoryStatsDto"];
                };
            };
        };
    };
    Repository_atForge: {
        parameters: {
            query?: {
                instance?: string;
                page?: number;
                per_page?: number;
                sort?: "updated" | "created" | "pushed" | "full_name";
                direction?: "asc" | "desc";
                search?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                forge: "github" | "gitlab";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ForgeRepositoryListDto"];
                };
            };
        };
    };
    RepositoryUsage_own: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                repository_connection_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepositoryUsageDto"];
                };
            };
        };
    };
    RepositoryUsage_ofUser: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                repository_connection_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepositoryUsageDto"];
                };
            };
        };
    };
    RepositoryUsage_setLimit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                connection: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForgeLimitDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsedRepositoryDto"];
                };
            };
        };
    };
    Webhook_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                status?: "accepted" | "processed" | "ignored" | "failed" | "dead";
                event?: string;
                repository_connection_id?: string;
                since?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryListDto"];
                };
            };
        };
    };
    Webhook_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryDetailDto"];
                };
            };
        };
    };
    Webhook_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryDto"];
                };
            };
        };
    };
    Workflow_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                repository_connection_id?: string;
                status?: "requested" | "queued" | "pending" | "waiting" | "in_progress" | "completed";
                conclusion?: "success" | "failure" | "cancelled" | "skipped" | "timed_out" | "action_required" | "neutral" | "stale" | "startup_failure";
                branch?: string;
                workflow?: string;
                since?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunListDto"];
                };
            };
        };
    };
    Workflow_stats: {
        parameters: {
            query?: {
                repository_connection_id?: string;
                since?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStatsDto"];
                };
            };
        };
    };
    Workflow_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetailDto"];
                };
            };
        };
    };
    Workflow_log: {
        parameters: {
            query?: {
                job_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    Workflow_fullLog: {
        parameters: {
            query?: {
                job_id?: string;
                from_line?: number;
                max_lines?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    Workflow_rerun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RerunDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RerunAcceptedDto"];
                };
            };
        };
    };
    Sync_sync: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SyncDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedTaskDto"];
                };
            };
        };
    };
    Incident_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                status?: "open" | "acknowledged" | "fixing" | "muted" | "resolved";
                severity?: "low" | "medium" | "high" | "critical";
                class?: "test" | "build" | "lint" | "type-check" | "dependency" | "config" | "permission" | "infra" | "timeout" | "security" | "unknown";
                repository_connection_id?: string;
                search?: string;
                since?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentListDto"];
                };
            };
        };
    };
    Incident_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentDetailDto"];
                };
            };
        };
    };
    Incident_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateIncidentDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentDetailDto"];
                };
            };
        };
    };
    Incident_timeline: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimelineDto"];
                };
            };
        };
    };
    Grouping_regroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegroupDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedTaskDto"];
                };
            };
        };
    };
    Grouping_merge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupingResultDto"];
                };
            };
        };
    };
    Grouping_split: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SplitDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupingResultDto"];
                };
            };
        };
    };
    Grouping_undo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UndoDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupingResultDto"];
                };
            };
        };
    };
    Flaky_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                repository_connection_id?: string;
                branch?: string;
                state?: "broken" | "flaky" | "suspected" | "healed" | "stable" | "few";
                workflow?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlakyListDto"];
                };
            };
        };
    };
    Fix_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FixWishDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FixPreviewDto"];
                };
            };
        };
    };
    Fix_attempts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FixAttemptListDto"];
                };
            };
        };
    };
    Ai_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AiStatusDto"];
                };
            };
        };
    };
    PullRequest_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                repository_connection_id?: string;
                state?: "open" | "closed" | "merged";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PullRequestListDto"];
                };
            };
        };
    };
    PullRequest_stats: {
        parameters: {
            query?: {
                repository_connection_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PullRequestStatsDto"];
                };
            };
        };
    };
    PullRequest_status: {
        parameters: {
            query?: {
                repository_connection_id?: string;
            };
            header?: never;
            path: {
                pr_number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PullRequestDto"];
                };
            };
        };
    };
    PullRequest_update: {
        parameters: {
            query?: {
                repository_connection_id?: string;
            };
            header?: never;
            path: {
                pr_number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdatePullRequestDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PullRequestDto"];
                };
            };
        };
    };
    IncidentFix_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePullRequestDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PullRequestDto"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedTaskDto"];
                };
            };
        };
    };
    IncidentFix_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PullRequestListDto"];
                };
            };
        };
    };
    Analytics_overview: {
        parameters: {
            query?: {
                period?: "day" | "week" | "month";
                since?: string;
                until?: string;
                repository_connection_id?: string;
                tz?: string;
                table?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverviewDto"];
                    "text/csv": components["schemas"]["OverviewDto"];
                };
            };
        };
    };
    Analytics_formulas: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormulasDto"];
                    "text/csv": components["schemas"]["FormulasDto"];
                };
            };
        };
    };
    Analytics_workflows: {
        parameters: {
            query?: {
                period?: "day" | "week" | "month";
                since?: string;
                until?: string;
                repository_connection_id?: string;
                tz?: string;
                table?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowsAnalyticsDto"];
                    "text/csv": components["schemas"]["WorkflowsAnalyticsDto"];
                };
            };
        };
    };
    Analytics_repositories: {
        parameters: {
            query?: {
                period?: "day" | "week" | "month";
                since?: string;
                until?: string;
                repository_connection_id?: string;
                tz?: string;
                table?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepositoriesAnalyticsDto"];
                    "text/csv": components["schemas"]["RepositoriesAnalyticsDto"];
                };
            };
        };
    };
    Analytics_incidents: {
        parameters: {
            query?: {
                period?: "day" | "week" | "month";
                since?: string;
                until?: string;
                repository_connection_id?: string;
                tz?: string;
                table?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentsAnalyticsDto"];
                    "text/csv": components["schemas"]["IncidentsAnalyticsDto"];
                };
            };
        };
    };
    Analytics_prEffectiveness: {
        parameters: {
            query?: {
                period?: "day" | "week" | "month";
                since?: string;
                until?: string;
                repository_connection_id?: string;
                tz?: string;
                table?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrEffectivenessDto"];
                    "text/csv": components["schemas"]["PrEffectivenessDto"];
                };
            };
        };
    };
    Analytics_deployments: {
        parameters: {
            query?: {
                period?: "day" | "week" | "month";
                since?: string;
                until?: string;
                repository_connection_id?: string;
                tz?: string;
                table?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentsDto"];
                    "text/csv": components["schemas"]["DeploymentsDto"];
                };
            };
        };
    };
    Analytics_failures: {
        parameters: {
            query?: {
                period?: "day" | "week" | "month";
                since?: string;
                until?: string;
                repository_connection_id?: string;
                tz?: string;
                table?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailuresDto"];
                    "text/csv": components["schemas"]["FailuresDto"];
                };
            };
        };
    };
    Alert_channels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertChannelListDto"];
                };
            };
        };
    };
    Alert_addChannel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAlertChannelDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewAlertChannelDto"];
                };
            };
        };
    };
    Alert_removeChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Alert_changeChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertChannelChangeDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertChannelDto"];
                };
            };
        };
    };
    Alert_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertDeliveryDto"];
                };
            };
        };
    };
    Alert_askAgain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertDeliveryDto"];
                };
            };
        };
    };
    Alert_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmAddressDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmedAddressDto"];
                };
            };
        };
    };
    Alert_rules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRuleListDto"];
                };
            };
        };
    };
    Alert_addRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAlertRuleDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRuleDto"];
                };
            };
        };
    };
    Alert_removeRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Alert_changeRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertRuleChangeDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRuleDto"];
                };
            };
        };
    };
    Alert_deliveries: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                channel_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertDeliveryListDto"];
                };
            };
        };
    };
    Live_watch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["RunUpdatedDto"] | components["schemas"]["IncidentChangedDto"] | components["schemas"]["PullRequestUpdatedDto"] | components["schemas"]["DeliveryFailedDto"] | components["schemas"]["StreamResetDto"];
                };
            };
        };
    };
    Webhook_deliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                forge: "github" | "gitlab";
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAnswerDto"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAnswerDto"];
                };
            };
        };
    };
}
