import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/**
 * The last seconds of a server that was told to stop: it still answers, `/health/ready` says 503, and each answer ends its
 * connection. A balancer has looked elsewhere by the time nobody listens here any more, so no request is refused.
 */
@Injectable()
export class Draining {
  private begun = false;

  /** True from the first moment on. */
  get isDraining(): boolean {
    return this.begun;
  }

  /** Begins, and resolves when the server may close. */
  async last(ms: number): Promise<void> {
    this.begun = true;
    await pause(ms);
  }

  /** Makes each answer given from then on the last of its connection. */
  endConnectionsOf(server: Server): void {
    server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
      if (this.begun) response.shouldKeepAlive = false;
    });
  }
}
