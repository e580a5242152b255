import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One webhook as it arrived. */
export interface ReceivedHook {
  readonly headers: IncomingHttpHeaders;
  readonly raw: Buffer;
  readonly event: string;
  readonly id: string;
  readonly body: Record<string, unknown>;
}

/** A plain webhook receiver for tests of the stand-in: keeps what arrives, answers what it is told. */
export class HookReceiver {
  readonly received: ReceivedHook[] = [];
  status = 200;

  private constructor(private readonly server: Server) {}

  /** `headers` names what holds the event and the delivery's id; the default is GitHub's. */
  static async start(headers = { event: 'x-github-event', id: 'x-github-delivery' }): Promise<HookReceiver> {
    const server = createServer();
    const receiver = new HookReceiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const raw = Buffer.concat(chunks);
        receiver.received.push({
          headers: request.headers,
          raw,
          event: String(request.headers[headers.event]),
          id: String(request.headers[headers.id]),
          body: parse(raw),
        });
        response.writeHead(receiver.status).end('seen');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** `event` or `event.action`, in the order of arrival. */
  names(): string[] {
    return this.received.map(({ event, body }) =>
      typeof body.action === 'string' ? `${event}.${body.action}` : event,
    );
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** True when the delivery is signed with the secret, over its raw bytes. */
export function isSigned(hook: ReceivedHook, secret: string): boolean {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(hook.raw).digest('hex')}`);
  const given = Buffer.from(String(hook.headers['x-hub-signature-256']));
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function parse(raw: Buffer): Record<string, unknown> {
  return JSON.parse(raw.toString('utf8')) as Record<string, unknown>;
}
