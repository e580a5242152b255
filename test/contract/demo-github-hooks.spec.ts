import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { GitHubContract } from '../../demo/github/contract-check';
import { HookReceiver, isSigned } from '../../demo/common/receiver';
import { startDemoGitHub } from '../../demo/github/server';
import type { DemoGitHub } from '../../demo/github/server';
import { CheckedClient } from '../../demo/github/test-client';

const SECRET = 'shh';
const REPOSITORY = 'dana/api';
const contract = new GitHubContract();

interface HookAnswer {
  id: number;
  config: { secret?: string };
}
interface DeliveryAnswer {
  id: number;
  guid: string;
  status: string;
  status_code: number;
  redelivery: boolean;
  request?: { headers: Record<string, string> };
}

describe('the webhooks of the demo GitHub', () => {
  let github: DemoGitHub;
  let receiver: HookReceiver;
  let dana: CheckedClient;
  let otto: CheckedClient;

  beforeEach(async () => {
    github = await startDemoGitHub({ webhookTimeoutMs: 2_000 });
    receiver = await HookReceiver.start();
    await github.createRepository(REPOSITORY, { files: { 'a.txt': 'a' } });
    dana = new CheckedClient(github.url, github.token('dana'));
    otto = new CheckedClient(github.url, github.token('otto'));
  });
  afterEach(async () => {
    await github.close();
    await receiver.close();
  });

  async function addHook(
    events = ['workflow_run', 'workflow_job', 'push', 'repository'],
    url = receiver.url,
  ): Promise<HookAnswer> {
    const answer = await dana.call('POST', `/repos/${REPOSITORY}/hooks`, {
      config: { url, content_type: 'json', secret: SECRET },
      events,
    });
    await github.idle();
    return answer.body as HookAnswer;
  }

  it('creates, shows, changes and deletes a hook without ever showing its secret', async () => {
    const hook = await addHook();

    const path = `/repos/${REPOSITORY}/hooks/${hook.id}`;
    const list = await dana.call('GET', `/repos/${REPOSITORY}/hooks`);
    const changed = await dana.call('PATCH', path, { active: false, add_events: ['ping'] });
    const config = await dana.call('GET', `${path}/config`);
    const deleted = await dana.call('DELETE', path);
    const after = await dana.call('GET', path);

    expect(hook.config.secret).toBe('********');
    expect(list.body).toHaveLength(1);
    expect(changed.body).toMatchObject({ active: false, events: expect.arrayContaining(['ping']) as unknown });
    expect(config.body).toMatchObject({ url: receiver.url });
    expect([deleted.status, after.status]).toEqual([204, 404]);
  });

  it('pings a new hook with the headers and the signature GitHub sends', async () => {
    const hook = await addHook();

    const [ping] = receiver.received;

    expect(receiver.names()).toEqual(['ping']);
    expect(ping?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-github-hook-id': String(hook.id),
      'x-github-hook-installation-target-type': 'repository',
    });
    expect(ping?.headers['user-agent']).toMatch(/^GitHub-Hookshot\//);
    expect(ping?.id).toMatch(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    expect(ping && isSigned(ping, SECRET)).toBe(true);
    expect(contract.webhookFaults('ping', ping?.body)).toEqual([]);
  });

  it('refuses a second hook with the same address and a 21st for one event', async () => {
    await addHook(['push']);

    const duplicate = await dana.unchecked('POST', `/repos/${REPOSITORY}/hooks`, {
      config: { url: receiver.url },
      events: ['push'],
    });
    for (let i = 1; i < 20; i += 1) await addHook(['push'], `${receiver.url}/${i}`);
    const tooMany = await dana.unchecked('POST', `/repos/${REPOSITORY}/hooks`, {
      config: { url: `${receiver.url}/x` },
      events: ['push'],
    });

    expect([duplicate.status, tooMany.status]).toEqual([422, 422]);
    expect(JSON.stringify(duplicate.body)).toContain('Hook already exists on this repository');
    expect(JSON.stringify(tooMany.body)).toContain('cannot have more than 20 hooks');
  });

  it('hides hooks from those who may not administer the repository or whose token may not touch hooks', async () => {
    const narrow = new CheckedClient(github.url, github.token('dana', ['read:user']));
    await github.setCollaborator(REPOSITORY, 'otto', 'write');

    const answers = await Promise.all([otto, narrow].map((client) => client.call('GET', `/repos/${REPOSITORY}/hooks`)));

    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });

  it('sends the events of a run, every body as GitHub describes it', async () => {
    await addHook();

    await github.runs.create({ repository: REPOSITORY, jobs: [{ name: 'build', conclusion: 'failure', log: 'boom' }] });
    await github.idle();

    expect(receiver.names().slice(1)).toEqual([
      'workflow_run.requested',
      'workflow_job.queued',
      'workflow_run.in_progress',
      'workflow_job.in_progress',
      'workflow_job.completed',
      'workflow_run.completed',
    ]);
    expect(receiver.received.map(({ event, body }) => contract.webhookFaults(event, body)).flat()).toEqual([]);
  });

  it('sends push and repository events as GitHub describes them', async () => {
    await addHook(['push', 'repository', 'create', 'delete']);

    await github.push(REPOSITORY, { 'b.txt': 'b' }, { message: 'Add b' });
    await github.push(REPOSITORY, { 'c.txt': 'c' }, { branch: 'topic' });
    await github.idle();
    await dana.unchecked('DELETE', `/repos/${REPOSITORY}/git/refs/heads/topic`);
    await github.idle();
    await github.rename(REPOSITORY, 'core');
    await github.setPrivate('dana/core', true);
    await github.transfer('dana/core', 'otto');
    await github.delete('otto/core');
    await github.idle();

    expect(receiver.names().slice(1)).toEqual([
      'push',
      'create',
      'push',
      'delete',
      'push',
      'repository.renamed',
      'repository.privatized',
      'repository.transferred',
      'repository.deleted',
    ]);
    expect(receiver.received[1]?.body).toMatchObject({
      ref: 'refs/heads/main',
      commits: [{ message: 'Add b', added: ['b.txt'] }],
    });
    expect(receiver.received.flatMap(({ event, body }) => contract.webhookFaults(event, body))).toEqual([]);
  });

  it('remembers deliveries with request and response, and sends one again under its own id', async () => {
    const hook = await addHook();
    const path = `/repos/${REPOSITORY}/hooks/${hook.id}/deliveries`;
    receiver.status = 500;
    await github.runs.create({ repository: REPOSITORY, jobs: [{ name: 'build' }] });
    await github.idle();
    receiver.status = 200;
    const failed = ((await dana.call('GET', path)).body as DeliveryAnswer[])[0];

    const again = await dana.call('POST', `${path}/${failed?.id ?? 0}/attempts`);
    await github.idle();

    const [newest] = (await dana.call('GET', path)).body as DeliveryAnswer[];
    const detail = (await dana.call('GET', `${path}/${newest?.id ?? 0}`)).body as DeliveryAnswer;
    expect(failed).toMatchObject({ status: 'Invalid HTTP Response: 500', status_code: 500, redelivery: false });
    expect(again.status).toBe(202);
    expect(newest).toMatchObject({ guid: failed?.guid, status: 'OK', redelivery: true });
    expect(detail.request?.headers['x-github-delivery']).toBe(failed?.guid);
    expect(receiver.received.at(-1)?.id).toBe(failed?.guid);
  });

  it('pages deliveries by cursor', async () => {
    const hook = await addHook();
    await github.runs.create({ repository: REPOSITORY, jobs: [{ name: 'build' }] });
    await github.idle();

    const first = await dana.call('GET', `/repos/${REPOSITORY}/hooks/${hook.id}/deliveries?per_page=5`);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await dana.call('GET', next.replace(github.url, ''));

    expect(first.body).toHaveLength(5);
    expect((second.body as DeliveryAnswer[]).map(({ status }) => status)).toEqual(['OK', 'OK']);
    expect(second.headers.get('link')).toBeNull();
  });

  it('gives up on a receiver that never answers, though garbage is collected meanwhile', async () => {
    const silent = createServer((request) => request.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    // Without it, nothing in a test this short collects what is held by nobody.
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const collecting = setInterval(collect, 20);

    const hook = await addHook(['push'], `http://127.0.0.1:${port}/hook`);
    clearInterval(collecting);
    const deliveries = (await dana.call('GET', `/repos/${REPOSITORY}/hooks/${hook.id}/deliveries`)).body;

    expect(deliveries).toEqual([expect.objectContaining({ status: 'timed out', status_code: 504 })]);
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('gives up on a receiver that is not there, and does not retry', async () => {
    const gone = receiver.url;
    await receiver.close();
    const hook = await addHook(['push'], gone);

    const deliveries = (await dana.call('GET', `/repos/${REPOSITORY}/hooks/${hook.id}/deliveries`)).body;

    expect(deliveries).toEqual([expect.objectContaining({ status: 'failed to connect to host', status_code: 502 })]);
  });

  it('holds, loses and doubles deliveries on demand', async () => {
    await addHook(['push']);
    github.faults.pauseWebhooks();
    github.faults.dropWebhooks(1);
    github.faults.duplicateWebhooks(1);
    await github.push(REPOSITORY, { 'lost.txt': '' });
    await github.push(REPOSITORY, { 'twice.txt': '' });
    const whilePaused = receiver.names();

    github.faults.resumeWebhooks();
    await github.idle();

    expect(whilePaused).toEqual(['ping']);
    expect(receiver.names()).toEqual(['ping', 'push', 'push']);
    expect(receiver.received[1]?.id).toBe(receiver.received[2]?.id);
  });

  it('shows an OAuth app only the hooks it made', async () => {
    await addHook();
    const { clientId } = github.oauthApp;
    const asApp = new CheckedClient(github.url, github.oauthToken('dana', ['repo'], clientId));

    const list = await asApp.call('GET', `/repos/${REPOSITORY}/hooks`);

    expect(list.body).toEqual([]);
  });
});
