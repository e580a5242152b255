import 'reflect-metadata';
import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  Body,
  Controller,
  Headers,
  HttpCode,
  Module,
  Post,
  UnauthorizedException,
  type NestApplicationOptions,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { ProblemFilter } from '../../src/common/http/problem.filter';
import { InputValidationPipe } from '../../src/common/http/validation';

const secret = process.env.BENCH_SECRET ?? '';

function isGenuine(signature: string, body: Buffer): boolean {
  const given = Buffer.from(signature.slice(7), 'hex');
  const expected = createHmac('sha256', secret).update(body).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}

class OpenGuard {
  canActivate(): boolean {
    return true;
  }
}

@Controller('nest')
class HookController {
  @Post()
  @HttpCode(202)
  hook(@Headers('x-hub-signature-256') signature: string, @Body() body: Buffer): { status: string } {
    if (!isGenuine(signature, body)) throw new UnauthorizedException();
    return { status: 'accepted' };
  }
}

@Module({ controllers: [HookController], providers: [{ provide: APP_GUARD, useClass: OpenGuard }] })
class HookModule {}

/** The same work, one HMAC over the raw body, behind a Nest controller (`/nest`) and on Fastify directly (`/plain`). */
async function main(): Promise<void> {
  const adapter = new FastifyAdapter({ logger: false, bodyLimit: 25 * 1024 * 1024 });
  const options: Pick<NestApplicationOptions, 'logger' | 'bodyParser'> = { logger: false, bodyParser: false };
  const nest = await NestFactory.create<NestFastifyApplication>(HookModule, adapter, options);
  nest.useGlobalPipes(new InputValidationPipe());
  nest.useGlobalFilters(new ProblemFilter());
  const fastify: FastifyInstance = adapter.getInstance();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  fastify.post('/plain', (request, reply) => {
    const genuine = isGenuine(String(request.headers['x-hub-signature-256']), request.body as Buffer);
    void reply.code(genuine ? 202 : 401).header('content-type', 'application/json; charset=utf-8');
    return reply.send('{"status":"accepted"}');
  });
  await nest.listen(0, '127.0.0.1');
  const address = fastify.server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
  process.once('SIGTERM', () => process.exit(0));
}

void main();
