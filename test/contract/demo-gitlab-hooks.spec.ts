import { Webhook } from 'standardwebhooks';
import { HookReceiver } from '../../demo/common/receiver';
import type { ReceivedHook } from '../../demo/common/receiver';
import { startDemoGitLab } from '../../demo/gitlab/server';
import type { DemoGitLab } from '../../demo/gitlab/server';
import { GitLabTestClient } from './gitlab-client';
import { DOCUMENTED_KEYS } from './gitlab-hook-keys';

const PROJECT = 'acme/shop';
const API = `/projects/${encodeURIComponent(PROJECT)}`;
const SIGNING_TOKEN = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const ALL = { push_events: true, pipeline_events: true, job_events: true, merge_requests_events: true };

describe('webhooks of the demo GitLab', () => {
  let gitlab: DemoGitLab;
  let dana: GitLabTestClient;
  let receiver: HookReceiver;
  let now: Date;

  beforeEach(async () => {
    now = new Date();
    gitlab = await startDemoGitLab({ now: () => now, webhookTimeoutMs: 2_000 });
    receiver = await HookReceiver.start({ event: 'x-gitlab-event', id: 'idempotency-key' });
    await gitlab.createProject(PROJECT, { files: { 'a.txt': 'a' } });
    await gitlab.idle();
    dana = new GitLabTestClient(gitlab.url, gitlab.token('dana'));
  });
  afterEach(async () => {
    await gitlab.close();
    await receiver.close();
  });

  const addHook = (body: object = {}) => dana.call('POST', `${API}/hooks`, { url: receiver.url, ...ALL, ...body });
  const hookPath = (answer: { object: Readonly<Record<string, unknown>> }) =>
    `${API}/hooks/${String(answer.object.id)}`;
  const textHeaders = ({ headers }: ReceivedHook) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

  it('tells a hook nothing of what happened before it was made', async () => {
    await gitlab.push(PROJECT, { 'b.txt': 'b' });
    await addHook();
    await gitlab.idle();
    expect(receiver.received).toEqual([]);

    await gitlab.push(PROJECT, { 'c.txt': 'c' });
    await gitlab.idle();
    expect(receiver.received.map(({ body }) => body)).toMatchObject([{ commits: [{ added: ['c.txt'] }] }]);
  });

  it('keeps tokens to itself, and says only that they are there', async () => {
    const hook = await addHook({ token: 'shh', signing_token: SIGNING_TOKEN });
    const shown = await dana.call('GET', hookPath(hook));
    const wrong = await addHook({ signing_token: 'whsec_c2hvcnQ=' });

    expect(hook.status).toBe(201);
    expect(shown.object).toMatchObject({
      token_present: true,
      signing_token_present: true,
      alert_status: 'executable',
    });
    expect(JSON.stringify(shown.body)).not.toMatch(/shh|whsec_/);
    expect(wrong.status).toBe(422);
    expect((await dana.call('PUT', hookPath(hook), { push_events: false })).object.push_events).toBe(false);
    expect((await dana.call('DELETE', hookPath(hook))).status).toBe(204);
    expect((await dana.call('GET', hookPath(hook))).status).toBe(404);
  });

  it('signs as Standard Webhooks do, and names each delivery', async () => {
    await addHook({ token: 'shh', signing_token: SIGNING_TOKEN });

    await gitlab.push(PROJECT, { 'b.txt': 'b' });
    await gitlab.idle();

    const [hook] = receiver.received;
    if (!hook) throw new Error('nothing arrived');
    const headers = textHeaders(hook);
    expect(new Webhook(SIGNING_TOKEN).verify(hook.raw.toString('utf8'), headers)).toMatchObject({
      object_kind: 'push',
    });
    expect(headers).toMatchObject({
      'x-gitlab-event': 'Push Hook',
      'x-gitlab-token': 'shh',
      'x-gitlab-instance': gitlab.url,
    });
    expect(headers['webhook-id']).toBe(headers['idempotency-key']);
    expect(headers['x-gitlab-event-uuid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers['x-gitlab-webhook-uuid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(hook.body).toMatchObject({
      ref: 'refs/heads/main',
      total_commits_count: 1,
      commits: [{ added: ['b.txt'] }],
    });
  });

  it('tells each status of a pipeline and its jobs, in bodies with the documented names', async () => {
    await addHook();
    gitlab.pipelines.create({ project: PROJECT, jobs: [{ name: 'test', status: 'failed', log: 'boom' }] });
    await gitlab.push(PROJECT, { 'b.txt': 'b' }, { branch: 'fix' });
    await dana.call('POST', `${API}/merge_requests`, {
      source_branch: 'fix',
      target_branch: 'main',
      title: 'Draft: Fix',
      labels: 'bot',
      reviewer_ids: [101],
      assignee_ids: [101],
    });
    await gitlab.idle();

    const statuses = receiver.received.flatMap(({ event, body }) => {
      if (event === 'Job Hook') return [`job ${String(body.build_status)}`];
      const attributes = body.object_attributes as { status?: string } | undefined;
      return event === 'Pipeline Hook' ? [`pipeline ${attributes?.status ?? ''}`] : [];
    });
    expect(statuses).toEqual([
      'job created',
      'job pending',
      'pipeline pending',
      'job running',
      'pipeline running',
      'job failed',
      'pipeline failed',
    ]);
    for (const [event, keys] of Object.entries(DOCUMENTED_KEYS)) {
      const body = [...receiver.received].reverse().find((hook) => hook.event === event)?.body ?? {};
      for (const [place, names] of Object.entries(keys)) {
        const part =
          place === ''
            ? body
            : place.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], body);
        expect([event, place, names.filter((name) => !Object.keys(part as object).includes(name))]).toEqual([
          event,
          place,
          [],
        ]);
      }
    }
  });

  it('disables a hook after four failures for a while, after forty for good; a good test heals it', async () => {
    const hook = await addHook({ pipeline_events: false, job_events: false });
    const push = async (): Promise<void> => {
      await gitlab.push(PROJECT, { 'n.txt': String(receiver.received.length) });
      await gitlab.idle();
    };
    const status = async () => (await dana.call('GET', hookPath(hook))).object;
    receiver.status = 500;
    for (let n = 0; n < 4; n += 1) await push();

    const first = await status();
    await push();
    const silent = receiver.received.length;
    now = new Date(now.getTime() + 61_000);
    await push();
    const second = await status();

    expect(first.alert_status).toBe('temporarily_disabled');
    expect(silent).toBe(4);
    expect(receiver.received).toHaveLength(5);
    expect(Date.parse(String(second.disabled_until)) - now.getTime()).toBe(120_000);
    for (let n = 5; n < 40; n += 1) {
      now = new Date(now.getTime() + 86_400_001);
      await push();
    }
    now = new Date(now.getTime() + 86_400_001);
    expect((await status()).alert_status).toBe('disabled');
    receiver.status = 204;
    expect((await dana.call('POST', `${hookPath(hook)}/test/push_events`)).status).toBe(201);
    expect((await status()).alert_status).toBe('executable');
  });

  it('lists what it sent without the token, and sends it again under its own key, five times a minute', async () => {
    const hook = await addHook({ token: 'shh' });
    receiver.status = 503;
    await gitlab.push(PROJECT, { 'b.txt': 'b' });
    await gitlab.idle();
    receiver.status = 200;

    const [event] = (await dana.call('GET', `${hookPath(hook)}/events?status=server_failure`)).list;
    const path = `${hookPath(hook)}/events/${String(event?.id)}/resend`;
    const answers = [];
    for (let n = 0; n < 6; n += 1) answers.push(await dana.call('POST', path));

    expect(event).toMatchObject({
      trigger: 'push_hooks',
      response_status: '503',
      request_headers: { 'X-Gitlab-Token': '[REDACTED]' },
    });
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 429]);
    expect(answers[0]?.object).toEqual({ response_status: 200 });
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
  });
});
