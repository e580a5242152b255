import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FaultEffect } from './faults';

/** Answers a request with a fault instead of the truth; false when the truth is to follow. */
export async function suffer(fault: FaultEffect, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  if (fault === 'hang' || fault === 'reset') {
    if (fault === 'reset') request.raw.destroy();
    reply.hijack();
    return true;
  }
  if ('until' in fault) {
    fault.reached();
    await fault.until;
    return false;
  }
  if (fault.delayMs !== undefined) await delay(fault.delayMs);
  if (fault.cut === true && typeof fault.body === 'string') {
    reply.raw.writeHead(fault.status, { 'content-length': Buffer.byteLength(fault.body) + 1 });
    reply.raw.write(fault.body, () => request.raw.destroy());
    reply.hijack();
    return true;
  }
  reply.code(fault.status).headers(fault.headers ?? {});
  if (typeof fault.body === 'string') reply.type('text/plain; charset=utf-8').send(fault.body);
  else reply.type('application/json; charset=utf-8').send(JSON.stringify(fault.body ?? {}));
  return true;
}
