import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGitLabDriver } from './driver';

test('addresses are those of the API, whichever resource of the library makes them', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"404 Not found"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = createGitLabDriver({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/lab`,
    clientId: null,
    clientSecret: null,
    redirectUri: '',
    scopes: [],
    requestTimeoutMs: 10_000,
    userAgent: 'test',
  }).connect({ accessToken: 'token' });

  await expect(client.account()).rejects.toMatchObject({ kind: 'not-found' });
  expect(await client.getHook({ externalId: '7', path: 'a/b' }, '9')).toBeNull();
  server.close();

  expect(asked).toEqual(['/lab/api/v4/user', '/lab/api/v4/projects/7/hooks/9']);
});
