import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy as people put before a server: takes `prefix` off the path, refuses every other path. */
export class PrefixProxy {
  private target = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(prefix: string): Promise<PrefixProxy> {
    const server = createServer((incoming, answer) => {
      if (!incoming.url?.startsWith(`${prefix}/`)) {
        answer.writeHead(404).end();
        return;
      }
      const { method, headers } = incoming;
      const path = incoming.url.slice(prefix.length);
      const passed = request({ host: '127.0.0.1', port: proxy.target, method, path, headers }, (given) => {
        answer.writeHead(given.statusCode ?? 502, given.headers);
        given.pipe(answer);
      });
      passed.on('error', () => answer.destroy());
      incoming.pipe(passed);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new PrefixProxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`);
    return proxy;
  }

  /** Where requests go from now on. */
  forwardTo(port: number): void {
    this.target = port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
