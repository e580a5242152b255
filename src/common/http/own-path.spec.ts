import { ownPath } from './own-path';

const PUBLIC_URL = 'https://devflowfix.example.com';

test.each([
  ['/settings?tab=forges#github', '/settings?tab=forges#github'],
  ['https://devflowfix.example.com/settings', '/settings'],
  ['settings', '/settings'],
  ['', '/'],
  ['/a/../b', '/b'],
])('%j stays on our origin as %j', (returnTo, path) => {
  expect(ownPath(returnTo, PUBLIC_URL)).toBe(path);
});

test.each([
  'https://evil.example/',
  'http://devflowfix.example.com/',
  'https://devflowfix.example.com:8443/',
  'https://devflowfix.example.com.evil.example/',
  'https://devflowfix.example.com@evil.example/',
  'https://user:password@devflowfix.example.com/',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  'https://',
])('%j leads elsewhere', (returnTo) => {
  expect(ownPath(returnTo, PUBLIC_URL)).toBeNull();
});
