import { randomBytes } from 'node:crypto';
import { packBody, unpackBody } from './body-codec';

const json = (bytes: number): Buffer => Buffer.from('{"key":"value"},'.repeat(Math.ceil(bytes / 16)));

test.each([
  ['an empty body', Buffer.alloc(0)],
  ['a short body', Buffer.from('{}')],
  ['an ordinary body', json(17_000)],
  ['a body that is compressed on another thread', json(2_000_000)],
  ['a body that cannot be compressed', randomBytes(20_000)],
])('%s comes back byte for byte', async (_, body) => {
  const stored = await packBody(body);

  expect((await unpackBody(stored)).equals(body)).toBe(true);
  expect(stored.bytes.length).toBeLessThanOrEqual(body.length);
});

test('JSON gets much smaller', async () => {
  const stored = await packBody(json(17_000));

  expect(stored.encoding).toBe('snappy');
  expect(stored.bytes.length).toBeLessThan(17_000 / 4);
});
