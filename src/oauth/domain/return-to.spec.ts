import { outcomeUrl } from './return-to';

const PUBLIC_URL = 'https://devflowfix.example.com';

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
