import { logoutWishOf } from './logout-token';

const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const GOOD = { sub: 'dana', sid: 's1', jti: 'j1', events };

test('a token asks for the sessions of a person, for one session, or for one of that person', () => {
  expect(logoutWishOf(GOOD, 'logout+jwt')).toEqual({ subject: 'dana', sid: 's1', jti: 'j1' });
  expect(logoutWishOf({ sub: 'dana', jti: 'j1', events }, 'JWT')).toEqual({ subject: 'dana', sid: null, jti: 'j1' });
  expect(logoutWishOf({ sid: 's1', jti: 'j1', events }, undefined)).toEqual({ subject: null, sid: 's1', jti: 'j1' });
});

test.each([
  ['of another type', GOOD, 'at+jwt'],
  ['with a nonce, even an empty one', { ...GOOD, nonce: '' }, 'logout+jwt'],
  ['without a jti', { ...GOOD, jti: undefined }, 'logout+jwt'],
  ['without events', { ...GOOD, events: undefined }, 'logout+jwt'],
  ['of another event', { ...GOOD, events: { 'https://example.test/else': {} } }, 'logout+jwt'],
  ['whose event is no object', { ...GOOD, events: { [Object.keys(events)[0] ?? '']: [] } }, 'logout+jwt'],
  ['for nobody', { jti: 'j1', events }, 'logout+jwt'],
  ['for a sub that is no text', { ...GOOD, sub: 7 }, 'logout+jwt'],
  ['for a sid that is empty', { ...GOOD, sid: '' }, 'logout+jwt'],
])('a token %s asks for nothing', (_, claims, type) => {
  expect(typeof logoutWishOf(claims, type)).toBe('string');
});
