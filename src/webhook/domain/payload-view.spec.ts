import { SHOWN_PAYLOAD_BYTES, showPayload } from './payload-view';

test('a payload is shown pretty and without secrets', () => {
  const shown = showPayload(Buffer.from('{"token":"ghp_0123456789abcdefghijABCDEFGHIJ012345","n":[1]}'));

  expect(shown.text).toContain('"n": [\n');
  expect(shown.text).not.toContain('ghp_0123456789');
  expect(shown).toMatchObject({ omitted: null, bytes: 60 });
});

test.each([
  ['no longer kept', null, 'dropped'],
  ['over the limit', Buffer.alloc(SHOWN_PAYLOAD_BYTES + 1, 32), 'too-large'],
  ['nested without end', Buffer.from('['.repeat(30_000) + ']'.repeat(30_000)), 'too-large'],
  ['not JSON', Buffer.from('payload=x'), 'not-json'],
])('a payload that is %s is left out with the reason', (_, body, omitted) => {
  expect(showPayload(body)).toMatchObject({ text: null, omitted });
});

test('brackets inside strings are not nesting', () => {
  const text = `${'['.repeat(200)}\\"`;

  expect(showPayload(Buffer.from(JSON.stringify({ text }))).omitted).toBeNull();
});
