import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Dashboard, DASHBOARD_PAGES } from './dashboard';

/** The files' names carry their content's hash. */
const MAX_AGE_MS = 365 * 24 * 60 * 60 * 1000;

/** The dashboard's files and the addresses of its pages, as plain Fastify routes: they are no part of the API. */
@Injectable()
export class DashboardRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly dashboard: Dashboard,
  ) {}

  onModuleInit(): void {
    // A process that only runs tasks has no HTTP server.
    const adapter = this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | undefined | null;
    if (adapter === undefined || adapter === null) return;
    // Not awaited: that would make Fastify settle every route before Nest has set the error handler. `ready()` waits.
    void adapter.getInstance<FastifyInstance>().register((scope, _options, done) => {
      this.mount(scope);
      done();
    });
  }

  private mount(scope: FastifyInstance): void {
    // Some thirty files a visit are not worth a log line and a metric each.
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, quiet: true };
    });
    for (const page of DASHBOARD_PAGES) {
      scope.get(`/${page}`, (_request, reply) =>
        reply
          .header('content-type', 'text/html; charset=utf-8')
          .header('cache-control', 'no-cache')
          .send(this.dashboard.page()),
      );
    }
    if (this.dashboard.folder === null) return;
    void scope.register(fastifyStatic, {
      root: path.join(this.dashboard.folder, 'assets'),
      prefix: '/assets/',
      decorateReply: false,
      immutable: true,
      maxAge: MAX_AGE_MS,
      index: false,
      preCompressed: true,
    });
  }
}
