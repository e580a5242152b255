import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import type { Headers } from '../forge';
import { signingTokenOf, tokenOf } from './secrets';
import { gitlabWebhooks } from './webhook';

const SECRET = 'a secret with spaces and ü';
const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
function signed(body: Buffer, secret = SECRET, at = new Date()): Headers {
  return {
    'webhook-id': 'msg-1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(signingTokenOf(secret)).sign('msg-1', at, body),
  };
}

describe('verifying a delivery', () => {
  const body = bytes({ object_kind: 'push', text: '\u001b ü' });

  it('accepts the signature of the very bytes', () => {
    expect(gitlabWebhooks.verify(signed(body), body, SECRET)).toBe(true);
    expect(gitlabWebhooks.verify(signed(body), new Uint8Array(body), SECRET)).toBe(true);
  });

  it('accepts the token where the instance does not sign', () => {
    expect(gitlabWebhooks.verify({ 'x-gitlab-token': tokenOf(SECRET) }, body, SECRET)).toBe(true);
  });

  it('refuses another body, another secret, and an old signature', () => {
    const old = new Date(Date.now() - 10 * 60_000);

    expect(gitlabWebhooks.verify(signed(body), Buffer.concat([body, bytes(' ')]), SECRET)).toBe(false);
    expect(gitlabWebhooks.verify(signed(body, 'another'), body, SECRET)).toBe(false);
    expect(gitlabWebhooks.verify(signed(body, SECRET, old), body, SECRET)).toBe(false);
  });

  it('takes no right token for a wrong signature', () => {
    const headers = { ...signed(body, 'another'), 'x-gitlab-token': tokenOf(SECRET) };

    expect(gitlabWebhooks.verify(headers, body, SECRET)).toBe(false);
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['sent twice', [tokenOf(SECRET), tokenOf(SECRET)]],
    ['the secret itself', SECRET],
    ['another', tokenOf('another')],
    ['cut', tokenOf(SECRET).slice(0, -1)],
  ])('refuses a token that is %s', (_, token) => {
    expect(gitlabWebhooks.verify({ 'x-gitlab-token': token }, body, SECRET)).toBe(false);
  });

  it('refuses everything when no secret is set', () => {
    expect(gitlabWebhooks.verify({ 'x-gitlab-token': tokenOf('') }, body, '')).toBe(false);
    expect(gitlabWebhooks.verify(signed(body, ''), body, '')).toBe(false);
  });

  it('throws for no headers whatever', () => {
    const value = fc.oneof(fc.string(), fc.constant(undefined), fc.array(fc.string(), { maxLength: 2 }));
    const headers = fc.record({
      'webhook-id': value,
      'webhook-timestamp': value,
      'webhook-signature': value,
      'x-gitlab-token': value,
    });
    fc.assert(fc.property(headers, fc.uint8Array(), (told, content) => !gitlabWebhooks.verify(told, content, SECRET)));
  });
});

describe('identifying a delivery', () => {
  it.each([
    ['Pipeline Hook', 'pipeline'],
    ['Job Hook', 'job'],
    ['Build Hook', 'job'],
    ['Merge Request Hook', 'merge_request'],
    ['Tag Push Hook', 'tag_push'],
    ['Vulnerability Hook', 'vulnerability'],
  ])('calls a %s %s', (header, event) => {
    const headers = { 'x-gitlab-event': header, 'x-gitlab-event-uuid': 'one' };

    expect(gitlabWebhooks.identify(headers)).toEqual({ deliveryId: 'one', event });
  });

  it('prefers the id that stays when a delivery is sent again', () => {
    const headers = {
      'x-gitlab-event': 'Push Hook',
      'x-gitlab-event-uuid': 'event',
      'webhook-id': 'standard',
      'idempotency-key': 'key',
    };

    expect(gitlabWebhooks.identify(headers)?.deliveryId).toBe('key');
    expect(gitlabWebhooks.identify({ ...headers, 'idempotency-key': undefined })?.deliveryId).toBe('standard');
  });

  it.each([
    [{}],
    [{ 'x-gitlab-event': 'Push Hook' }],
    [{ 'x-gitlab-event-uuid': 'one' }],
    [{ 'x-gitlab-event': 'push', 'x-gitlab-event-uuid': 'one' }],
    [{ 'x-gitlab-event': 'Push Hook', 'x-gitlab-event-uuid': 'with space' }],
    [{ 'x-gitlab-event': ['Push Hook', 'Push Hook'], 'x-gitlab-event-uuid': 'one' }],
  ])('knows none in %j', (headers) => {
    expect(gitlabWebhooks.identify(headers)).toBeNull();
  });
});

it('nothing foreign makes parsing throw', () => {
  const events = fc.constantFrom(...gitlabWebhooks.knownEvents, 'invented');
  fc.assert(
    fc.property(events, fc.json(), (event, body) => gitlabWebhooks.parse(event, bytes(body)).outcome === 'ignored'),
  );
  expect(gitlabWebhooks.parse('push', Buffer.from([0xff]))).toMatchObject({ reason: 'body is not UTF-8' });
  expect(gitlabWebhooks.parse('push', bytes('{'))).toMatchObject({ reason: 'body is not JSON' });
  expect(gitlabWebhooks.parse('push', bytes('[]'))).toMatchObject({ reason: 'body is not a JSON object' });
});
