import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import definitions from '@octokit/webhooks-examples';
import type { Headers } from '../forge';
import { githubWebhooks } from './webhook';

const SECRET = 'It is a secret to everybody';
const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const sign = (body: Uint8Array): string => `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
const signed = (value: unknown): Headers => ({ 'x-hub-signature-256': value as string });

describe('verifying a delivery', () => {
  const body = bytes({ zen: 'Keep it logically awesome.\u001b' });

  it("accepts GitHub's own documented example", () => {
    const headers = {
      'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    };

    expect(githubWebhooks.verify(headers, bytes('Hello, World!'), "It's a Secret to Everybody")).toBe(true);
  });

  it('accepts the signature of the very bytes, in either case of hex', () => {
    expect(githubWebhooks.verify(signed(sign(body)), body, SECRET)).toBe(true);
    expect(githubWebhooks.verify(signed(`sha256=${sign(body).slice(7).toUpperCase()}`), body, SECRET)).toBe(true);
    expect(githubWebhooks.verify(signed(sign(body)), new Uint8Array(body), SECRET)).toBe(true);
  });

  it('refuses when one bit of the body, the secret or the signature differs', () => {
    const other = Buffer.from(body);
    other.writeUInt8(other.readUInt8(3) ^ 1, 3);
    const wrong = sign(body).replace(/.$/, (last) => (last === '0' ? '1' : '0'));

    expect(githubWebhooks.verify(signed(sign(body)), other, SECRET)).toBe(false);
    expect(githubWebhooks.verify(signed(sign(body)), body, `${SECRET}.`)).toBe(false);
    expect(githubWebhooks.verify(signed(wrong), body, SECRET)).toBe(false);
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['sent twice', [sign(body), sign(body)]],
    ['SHA-1', `sha1=${'0'.repeat(40)}`],
    ['too short', sign(body).slice(0, -1)],
    ['too long', `${sign(body)}0`],
    ['not hex', `sha256=${'z'.repeat(64)}`],
    ['not ASCII', `sha256=${'é'.repeat(64)}`],
    ['of wide characters', `sha256=${'０'.repeat(64)}`],
  ])('refuses a signature that is %s', (_, value) => {
    expect(githubWebhooks.verify(signed(value), body, SECRET)).toBe(false);
  });

  it('refuses everything when no secret is set', () => {
    const signature = `sha256=${createHmac('sha256', '').update(body).digest('hex')}`;

    expect(githubWebhooks.verify(signed(signature), body, '')).toBe(false);
  });
});

describe('identifying a delivery', () => {
  it('reads id and event from the headers', () => {
    const headers = { 'x-github-event': 'workflow_run', 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' };

    expect(githubWebhooks.identify(headers)).toEqual({
      deliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      event: 'workflow_run',
    });
  });

  it.each([
    ['no event', { 'x-github-delivery': 'a' }],
    ['no id', { 'x-github-event': 'push' }],
    ['two events', { 'x-github-delivery': 'a', 'x-github-event': ['push', 'ping'] }],
    ['an id with a line break', { 'x-github-delivery': 'a\nb', 'x-github-event': 'push' }],
    ['an endless id', { 'x-github-delivery': 'a'.repeat(129), 'x-github-event': 'push' }],
    ['an event in another alphabet', { 'x-github-delivery': 'a', 'x-github-event': 'pusħ' }],
  ])('knows none with %s', (_, headers) => {
    expect(githubWebhooks.identify(headers)).toBeNull();
  });
});

interface Recording {
  readonly name: string;
  readonly examples: readonly object[];
}

describe('parsing recorded deliveries', () => {
  const recordings = (definitions as readonly Recording[]).flatMap(({ name, examples }) =>
    examples.map((payload, index) => [name, index, payload] as const),
  );
  const outcomes = (name: string): string[] =>
    recordings.filter(([kind]) => kind === name).map(([, , p]) => githubWebhooks.parse(name, bytes(p)).outcome);

  it('throws for none of them', () => {
    const parsed = recordings.map(([name, , payload]) => githubWebhooks.parse(name, bytes(payload)));

    expect(parsed.length).toBeGreaterThan(200);
    expect(JSON.stringify(parsed)).not.toContain('unexpected payload');
  });

  it.each(['workflow_run', 'workflow_job', 'ping'])('understands every %s', (name) => {
    const found = outcomes(name);

    expect(found.length).toBeGreaterThanOrEqual(4);
    expect(new Set(found)).toEqual(new Set(['event']));
  });

  it.each(['check_run', 'check_suite', 'status'])('ignores every %s with its reason', (name) => {
    const payload = recordings.find(([kind]) => kind === name)?.[2];

    expect(new Set(outcomes(name))).toEqual(new Set(['ignored']));
    expect(githubWebhooks.parse(name, bytes(payload))).toMatchObject({ reason: 'event is not used' });
  });

  it('takes from repository deliveries what changes a repository', () => {
    const changes = recordings
      .filter(([name]) => name === 'repository')
      .map(([, , payload]) => githubWebhooks.parse('repository', bytes(payload)))
      .map((delivery) => [
        delivery.action,
        delivery.outcome === 'event' && delivery.event.type === 'repository' ? delivery.event.change : null,
      ]);

    expect(Object.fromEntries(changes)).toEqual({
      created: null,
      edited: 'default-branch',
      privatized: 'visibility',
      publicized: 'visibility',
      renamed: 'renamed',
      transferred: 'renamed',
    });
  });
});

const repository = { id: 7, full_name: 'acme/api', name: 'api', owner: { login: 'acme' }, private: true };
const run = { id: 9, run_number: 3, event: 'push', head_sha: 'abc', html_url: 'u', status: 'completed' };

describe('parsing bad weather', () => {
  it('keeps 2,000 characters of a 10 MB commit message', () => {
    const message = 'é'.repeat(10 * 1024 * 1024);
    const body = bytes({
      action: 'completed',
      repository,
      workflow_run: { ...run, head_commit: { message } },
    });

    expect(githubWebhooks.parse('workflow_run', body)).toMatchObject({
      outcome: 'event',
      event: { run: { commitMessage: message.slice(0, 2000) } },
    });
  });

  it.each([
    ['[', ']'],
    ['{"a":', '}'],
  ])('survives 100,000 levels of %s', (open, close) => {
    const deep = `${open.repeat(100_000)}1${close.repeat(100_000)}`;

    expect(githubWebhooks.parse('workflow_run', bytes(deep)).outcome).toBe('ignored');
  });

  it('reads a run that carries 100,000 levels in a field nobody asked for', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const body = bytes(
      JSON.stringify({ repository, workflow_run: run, deep: 0 }).replace('"deep":0', `"deep":${deep}`),
    );

    expect(githubWebhooks.parse('workflow_run', body).outcome).toBe('event');
  });

  it.each([
    ['an empty body', Buffer.alloc(0), 'body is not JSON'],
    ['no JSON', bytes('payload=%7B%7D'), 'body is not JSON'],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'body is not UTF-8'],
    ['noise', randomBytes(512), 'body is not UTF-8'],
    ['null', bytes('null'), 'body is not a JSON object'],
    ['a list', bytes('[]'), 'body is not a JSON object'],
    ['no run', bytes({ repository }), 'unexpected payload: workflow_run'],
    ['a run of the wrong kind', bytes({ repository, workflow_run: [] }), 'unexpected payload: workflow_run'],
    [
      'an id that is a map',
      bytes({ repository, workflow_run: { ...run, id: {} } }),
      'unexpected payload: workflow_run.id',
    ],
    ['no repository', bytes({ workflow_run: run }), 'unexpected payload: repository'],
  ])('ignores %s', (_, body, reason) => {
    const delivery = githubWebhooks.parse('workflow_run', body);

    expect(delivery).toMatchObject({ outcome: 'ignored', reason: expect.stringContaining(reason) as string });
  });

  it('never throws, whatever stands in a field it reads', () => {
    const spot = fc.constantFrom(
      ...Object.keys(run),
      'conclusion',
      'head_commit',
      'pull_requests',
      'actor',
      'updated_at',
    );

    fc.assert(
      fc.property(spot, fc.jsonValue(), (field, value) => {
        const workflow_run = { ...run, [field]: value };
        const body = bytes({ repository, workflow_run, action: value });
        expect(['event', 'ignored']).toContain(githubWebhooks.parse('workflow_run', body).outcome);
      }),
    );
  });

  it('never repeats a payload in the reason', () => {
    const body = bytes({ repository, workflow_run: { ...run, id: 'ghp_secret'.repeat(50) } });

    expect(JSON.stringify(githubWebhooks.parse('workflow_run', body))).not.toContain('ghp_secret');
  });

  it.each(['constructor', '__proto__', 'toString'])('treats the event %s as unknown', (event) => {
    expect(githubWebhooks.parse(event, bytes({}))).toMatchObject({ outcome: 'ignored', reason: 'event is not used' });
  });

  it.each(['constructor', '__proto__'])('treats the repository action %s as no change', (action) => {
    expect(githubWebhooks.parse('repository', bytes({ action, repository })).outcome).toBe('ignored');
  });
});

describe('parsing what happened to a repository', () => {
  it('tells a new default branch', () => {
    const body = bytes({
      action: 'edited',
      changes: { default_branch: { from: 'master' } },
      repository: { ...repository, default_branch: 'trunk' },
    });

    expect(githubWebhooks.parse('repository', body)).toEqual({
      outcome: 'event',
      action: 'edited',
      event: {
        type: 'repository',
        repository: { externalId: '7', path: 'acme/api' },
        change: 'default-branch',
        name: 'api',
        ownerName: 'acme',
        isPrivate: true,
        defaultBranch: 'trunk',
      },
      about: { name: 'api', ownerName: 'acme', isPrivate: true, defaultBranch: 'trunk' },
    });
  });

  it('tells a deletion', () => {
    expect(githubWebhooks.parse('repository', bytes({ action: 'deleted', repository }))).toMatchObject({
      event: { change: 'deleted', repository: { externalId: '7' } },
    });
  });

  it('tells a ping and the hook it came from', () => {
    expect(githubWebhooks.parse('ping', bytes({ zen: 'z', hook_id: 12 }))).toEqual({
      outcome: 'event',
      action: null,
      event: { type: 'ping', hookExternalId: '12' },
      about: null,
    });
  });
});
