import { isForeignOrigin, isSafeMethod } from './origin';

const PUBLIC_URL = 'https://devflowfix.example.com';
const HOST = '127.0.0.1:3000';

const from = (origin?: string, fetchSite?: string): boolean =>
  isForeignOrigin({ origin, fetchSite, host: HOST }, PUBLIC_URL);

test.each([
  ['the public address', 'https://devflowfix.example.com', 'same-origin'],
  ['the address the request was sent to', 'http://127.0.0.1:3000', undefined],
  ['a program that states nothing', undefined, undefined],
])('%s is not foreign', (_, origin, fetchSite) => {
  expect(from(origin, fetchSite)).toBe(false);
});

test.each([
  ['another site', 'https://evil.example', undefined],
  ['the public host under another scheme', 'http://devflowfix.example.com', undefined],
  ['the public host on another port', 'https://devflowfix.example.com:8443', undefined],
  ['a host that only begins alike', 'https://devflowfix.example.com.evil.example', undefined],
  ['a subdomain', 'https://sub.devflowfix.example.com', 'same-site'],
  ['a sandboxed page', 'null', undefined],
  ['an origin that is no URL', 'nonsense', undefined],
  ['a cross-site request without Origin', undefined, 'cross-site'],
])('%s is foreign', (_, origin, fetchSite) => {
  expect(from(origin, fetchSite)).toBe(true);
});

test('only methods that change nothing are safe', () => {
  const safe = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(isSafeMethod);

  expect(safe).toEqual(['GET', 'HEAD', 'OPTIONS']);
});
