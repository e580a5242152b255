import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Draining } from './draining';

test('while a server drains it answers, and asks for no further request on the connection', async () => {
  const draining = new Draining();
  const server = createServer((_request, response) => response.end('answered'));
  draining.endConnectionsOf(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (): Promise<string | undefined> => {
    const sent = request({ agent, port: (server.address() as AddressInfo).port, host: '127.0.0.1' }).end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    await once(answer, 'end');
    return answer.headers.connection;
  };

  const before = await ask();
  const over = draining.last(1);
  const during = [await ask(), await ask()];
  await over;

  expect([before, ...during]).toEqual(['keep-alive', 'close', 'close']);
  expect(draining.isDraining).toBe(true);
  agent.destroy();
  server.close();
});
