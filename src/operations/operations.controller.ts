import { timingSafeEqual } from 'node:crypto';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { hashToken } from '../common/crypto/random-token';
import { AppError, CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { Metrics } from '../common/metrics';
import { HttpConfig } from '../config/config';
import { Dashboard } from './dashboard';
import { Health } from './health';
import { LiveDto, ReadyDto } from './operations.dto';

@ApiTags('Operations')
@Controller()
export class OperationsController {
  constructor(
    private readonly health: Health,
    private readonly metrics: Metrics,
    private readonly dashboard: Dashboard,
    private readonly http: HttpConfig,
  ) {}

  @Get('health/live')
  @Endpoint({ summary: 'Tell that the process runs', response: LiveDto, input: false, public: true })
  live(): Fields<LiveDto> {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @Endpoint({
    summary: 'Tell whether requests can be served, and why not',
    response: ReadyDto,
    input: false,
    public: true,
    alsoAnswers: [{ status: 503, response: ReadyDto, description: 'Something needed does not work; see `checks`.' }],
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Fields<ReadyDto>> {
    const checks = await this.health.check();
    const ready = checks.every((check) => check.ok);
    void reply.status(ready ? 200 : 503).header('cache-control', 'no-store');
    return { status: ready ? 'ready' : 'unavailable', checks: [...checks] };
  }

  @Get('metrics')
  @ApiProduces('text/plain')
  @Endpoint({
    summary: 'Prometheus metrics',
    description: 'Text exposition format. Asks for `Authorization: Bearer <METRICS_TOKEN>` when that setting is set.',
    input: false,
    public: true,
    errors: [CommonErrors.unauthenticated],
  })
  @ApiResponse({
    status: 200,
    content: { 'text/plain': { schema: { type: 'string' }, example: 'process_cpu_seconds_total 1.2' } },
  })
  async prometheus(
    @Headers('authorization') authorization: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const expected = this.http.metricsToken;
    if (expected !== null) {
      // Hashed so that both sides have one length, which the comparison needs.
      const given = Buffer.from(hashToken(authorization ?? ''));
      if (!timingSafeEqual(given, Buffer.from(hashToken(`Bearer ${expected}`)))) {
        throw new AppError(CommonErrors.unauthenticated);
      }
    }
    const { contentType, text } = await this.metrics.render();
    await reply.header('content-type', contentType).send(text);
  }

  @Get()
  @ApiProduces('text/html')
  @Endpoint({ summary: 'The dashboard', input: false, public: true })
  @ApiResponse({ status: 200, content: { 'text/html': { schema: { type: 'string' }, example: '<!doctype html>' } } })
  async home(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(this.dashboard.page());
  }
}
