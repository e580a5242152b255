import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Headers } from '../../src/forge/forge';

/** One webhook as it arrived. */
export interface Arrived {
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Where a forge's webhooks go in contract tests. */
export interface Receiver {
  readonly url: string;
  readonly arrived: readonly Arrived[];
  /** Status every further webhook is answered with; 202 at first. */
  answerWith(status: number): void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const arrived: Arrived[] = [];
  let status = 202;
  const server = createServer((request, response) => {
    buffer(request).then(
      (body) => {
        arrived.push({ headers: request.headers, body });
        response.writeHead(status).end();
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    arrived,
    answerWith: (next) => {
      status = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
