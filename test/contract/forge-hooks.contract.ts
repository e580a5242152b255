import type { Delivery, ForgeEvent, RepositoryRef } from '../../src/forge/forge.types';
import { startReceiver } from './receiver';
import type { Arrived, Receiver } from './receiver';
import type { ContractContext } from './forge.contract';

const SECRET = 'a secret with spaces and ü';
const LONG_AGO = new Date(0);

/** Hooks, their deliveries, and what the deliveries say. */
export function describeHooks({ world, client, proves }: ContractContext): void {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await receiver.close();
  });

  const spec = (): { url: string; secret: string; events: null } => ({
    url: receiver.url,
    secret: SECRET,
    events: null,
  });

  async function hooked(name: string): Promise<{ repository: RepositoryRef; hook: string }> {
    const repository = await world().createRepository(name, { isPrivate: true });
    const { externalId: hook } = await client().ensureHook(repository, spec());
    await world().settle();
    return { repository, hook };
  }

  function parsed({ headers, body }: Arrived): Delivery {
    const identity = world().driver.webhooks.identify(headers);
    return world().driver.webhooks.parse(identity?.event ?? '', body);
  }

  function events(): ForgeEvent[] {
    return receiver.arrived.map(parsed).flatMap((delivery) => (delivery.outcome === 'event' ? [delivery.event] : []));
  }

  proves('hooks', () => {
    it('are made once, however often they are ensured', async () => {
      const { repository, hook } = await hooked('hook-once');

      const again = await client().ensureHook(repository, spec());

      expect(again).toMatchObject({ externalId: hook, url: receiver.url, isActive: true });
      expect([...again.events].sort()).toEqual([...world().driver.webhooks.defaultEvents].sort());
    });

    it('are made once by two who ensure them at the same time', async () => {
      const repository = await world().createRepository('hook-race', { isPrivate: true });

      const hooks = await Promise.all([1, 2, 3].map(() => client().ensureHook(repository, spec())));

      expect(new Set(hooks.map(({ externalId }) => externalId)).size).toBe(1);
    });

    it('sign with the newest secret', async () => {
      const { repository } = await hooked('hook-secret');
      const before = receiver.arrived.length;

      await client().ensureHook(repository, { ...spec(), secret: 'another' });
      await world().createRun(repository, [{ name: 'a', conclusion: 'success', log: '' }]);
      const later = receiver.arrived.slice(before);

      expect(later.length).toBeGreaterThan(0);
      for (const { headers, body } of later) {
        expect(world().driver.webhooks.verify(headers, body, 'another')).toBe(true);
        expect(world().driver.webhooks.verify(headers, body, SECRET)).toBe(false);
      }
    });

    it('are gone when they were deleted, and deleting again is no error', async () => {
      const { repository, hook } = await hooked('hook-gone');

      const deleted = [await client().deleteHook(repository, hook), await client().deleteHook(repository, hook)];
      const found = await client().getHook(repository, hook);

      expect(deleted).toEqual([true, false]);
      expect(found).toBeNull();
    });

    it('are found after a rename, under the old path', async () => {
      const { repository, hook } = await hooked('hook-before');
      await world().rename(repository, 'hook-after');

      const found = await client().getHook(repository, hook);

      expect(found).toMatchObject({ externalId: hook, url: receiver.url });
    });
  });

  proves('deliveries', () => {
    it('carry id, event and a signature of their bytes', async () => {
      const { repository } = await hooked('delivery-signed');

      await world().createRun(repository, [{ name: 'a', conclusion: 'failure', log: '' }]);

      const ids = receiver.arrived.map(({ headers }) => world().driver.webhooks.identify(headers)?.deliveryId);
      expect(new Set(ids).size).toBe(receiver.arrived.length);
      expect(ids).not.toContain(undefined);
      for (const { headers, body } of receiver.arrived) {
        expect(world().driver.webhooks.verify(headers, body, SECRET)).toBe(true);
        expect(world().driver.webhooks.verify(headers, Buffer.concat([body, Buffer.from(' ')]), SECRET)).toBe(false);
      }
    });

    it('tell a run and its jobs as the API tells them', async () => {
      const { repository } = await hooked('delivery-run');

      const { externalId } = await world().createRun(repository, [{ name: 'a', conclusion: 'failure', log: '' }]);
      const [run, [job]] = await Promise.all([
        client().getRun(repository, externalId),
        client().listJobs(repository, externalId, 1),
      ]);

      const told = events();
      const { updatedAt, ...same } = run;
      const news = told.flatMap((event) => (event.type === 'run' ? [event] : [])).at(-1);
      expect(news).toMatchObject({ repository, run: same });
      // What orders two tellings: the delivery may be cut to the second, but is never ahead of what is read.
      const behind = (updatedAt?.getTime() ?? NaN) - (news?.run.updatedAt?.getTime() ?? NaN);
      expect([behind >= 0, behind < 1000]).toEqual([true, true]);
      expect(receiver.arrived.slice(-1).map(parsed)).toMatchObject([
        {
          about: { name: 'delivery-run', ownerName: world().owner.username, isPrivate: true, defaultBranch: 'main' },
        },
      ]);
      expect(told.filter(({ type }) => type === 'job').at(-1)).toEqual({ type: 'job', repository, job });
    });

    it('carry the new path after a rename', async () => {
      const { repository } = await hooked('delivery-before');

      const renamed = await world().rename(repository, 'delivery-after');
      await world().createRun(renamed, [{ name: 'a', conclusion: 'success', log: '' }]);

      expect(receiver.arrived.slice(-1).map(parsed)).toMatchObject([
        { event: { repository: renamed }, about: { name: 'delivery-after' } },
      ]);
      expect(renamed.externalId).toBe(repository.externalId);
    });

    it('that failed are listed, and redelivered under the same id', async () => {
      const { repository, hook } = await hooked('delivery-again');
      const before = receiver.arrived.length;
      receiver.answerWith(503);
      await world().createRun(repository, [{ name: 'a', conclusion: 'failure', log: '' }]);
      const lost = receiver.arrived.slice(before);

      const failed = (await client().listHookDeliveries(repository, hook, { since: LONG_AGO, limit: 100 })).filter(
        ({ ok }) => !ok,
      );
      receiver.answerWith(202);
      for (const { externalId } of failed) await client().redeliver(repository, hook, externalId);
      await world().settle();

      const idOf = ({ headers }: Arrived): string | undefined => world().driver.webhooks.identify(headers)?.deliveryId;
      expect(failed.map(({ deliveryId }) => deliveryId).sort()).toEqual(lost.map(idOf).sort());
      expect(failed.every(({ statusCode }) => statusCode === 503)).toBe(true);
      expect(
        receiver.arrived
          .slice(before + lost.length)
          .map(idOf)
          .sort(),
      ).toEqual(lost.map(idOf).sort());
    });

    it('are listed newest first, no older than asked and no more than asked', async () => {
      const { repository, hook } = await hooked('delivery-list');
      await world().createRun(repository, [{ name: 'a', conclusion: 'success', log: '' }]);
      const list = (since: Date, limit: number): ReturnType<ReturnType<typeof client>['listHookDeliveries']> =>
        client().listHookDeliveries(repository, hook, { since, limit });

      const all = await list(LONG_AGO, 1000);
      const two = await list(LONG_AGO, 2);
      const none = await list(new Date(Date.now() + 60_000), 1000);

      const times = all.map(({ deliveredAt }) => deliveredAt.getTime());
      expect(times).toEqual([...times].sort((a, b) => b - a));
      expect(all).toHaveLength(receiver.arrived.length);
      expect(two).toEqual(all.slice(0, 2));
      expect(none).toEqual([]);
    });
  });

  proves('renames', () => {
    it('tells the same id and the new path', async () => {
      const { repository } = await hooked('rename-before');

      const renamed = await world().rename(repository, 'rename-after');
      await world().settle();

      expect(events().filter(({ type }) => type === 'repository')).toMatchObject([
        { change: 'renamed', repository: renamed, name: 'rename-after' },
      ]);
    });
  });
}
