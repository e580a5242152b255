import { outcomeUrl, ownPath } from './return-to';

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

test('success is told beside what the page had in its address', () => {
  const url = outcomeUrl(PUBLIC_URL, '/settings?tab=forges&code=old&instance=old#top', {
    provider: 'github',
    instance: null,
    errorCode: null,
  });

  expect(url).toBe('https://devflowfix.example.com/settings?tab=forges&oauth=success&provider=github#top');
});

test('an error is told by its stable code', () => {
  const url = outcomeUrl(PUBLIC_URL, '/', {
    provider: 'gitlab',
    instance: 'work',
    errorCode: 'oauth.access_denied',
  });

  expect(url).toBe(
    'https://devflowfix.example.com/?oauth=error&provider=gitlab&instance=work&code=oauth.access_denied',
  );
});
