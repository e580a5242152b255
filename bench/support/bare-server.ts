import { createHmac, timingSafeEqual } from 'node:crypto';
import Fastify from 'fastify';

/** The limit: Fastify, the raw body, one HMAC, an answer. Nothing is parsed or stored. */
async function main(): Promise<void> {
  const secret = process.env.BENCH_SECRET ?? '';
  const fastify = Fastify({ logger: false, bodyLimit: 25 * 1024 * 1024 });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  fastify.post('/hook', (request, reply) => {
    const given = Buffer.from(String(request.headers['x-hub-signature-256']).slice(7), 'hex');
    const expected = createHmac('sha256', secret)
      .update(request.body as Buffer)
      .digest();
    const genuine = given.length === expected.length && timingSafeEqual(given, expected);
    void reply.code(genuine ? 202 : 401).header('content-type', 'application/json; charset=utf-8');
    return reply.send('{"status":"accepted"}');
  });
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  const address = fastify.server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
  process.once('SIGTERM', () => process.exit(0));
}

void main();
