import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { callerOf } from './requests';
import type { World } from './world';

/** Conditional requests: every JSON answer to a GET has a weak ETag; a match answers 304 and costs no rate limit. */
export function etags(app: FastifyInstance, world: World): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const type = String(reply.getHeader('content-type') ?? '');
    const isBody = typeof payload === 'string' || Buffer.isBuffer(payload);
    if (request.method !== 'GET' || reply.statusCode !== 200 || !isBody || !type.includes('json')) {
      done(null, payload);
      return;
    }
    const etag = `W/"${createHash('sha256').update(payload).digest('hex')}"`;
    reply.header('etag', etag);
    reply.header('cache-control', 'private, max-age=60, s-maxage=60');
    reply.header('vary', 'Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, Accept, X-Requested-With');
    const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    if (!known.includes(etag.slice(2))) {
      done(null, payload);
      return;
    }
    const { login } = callerOf(request);
    world.limits.giveBack(login);
    reply.headers(world.limits.headers(login));
    reply.code(304).removeHeader('content-type');
    done(null, null);
  });
}
