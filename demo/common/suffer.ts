import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FaultEffect } from './faults';

/** Answers a request with a fault instead of the truth. */
export async function suffer(fault: FaultEffect, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (fault === 'hang' || fault === 'reset') {
    if (fault === 'reset') request.raw.destroy();
    return reply.hijack();
  }
  if (fault.delayMs !== undefined) await delay(fault.delayMs);
  if (fault.cut === true && typeof fault.body === 'string') {
    reply.raw.writeHead(fault.status, { 'content-length': Buffer.byteLength(fault.body) + 1 });
    reply.raw.write(fault.body, () => request.raw.destroy());
    return reply.hijack();
  }
  reply.code(fault.status).headers(fault.headers ?? {});
  if (typeof fault.body === 'string') return reply.type('text/plain; charset=utf-8').send(fault.body);
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(fault.body ?? {}));
}
