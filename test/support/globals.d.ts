// Jest runs setup and teardown in one process but gives them no other way to share a value.
declare var stopTestServer: (() => Promise<void>) | undefined;
