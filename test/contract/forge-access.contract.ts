import type { RepositoryQuery } from '../../src/forge/repository-list.types';
import type { ContractContext } from './forge.contract';

const query = (changes: Partial<RepositoryQuery>): RepositoryQuery => ({
  page: 1,
  perPage: 30,
  sort: 'full_name',
  direction: 'asc',
  ...changes,
});

/** Accounts, repositories and the ways access is refused. */
export function describeAccess({ world, client, proves }: ContractContext): void {
  const strangers = (): ReturnType<typeof client> =>
    world().driver.connect({ accessToken: world().stranger.accessToken });

  proves('repositories', () => {
    it('tells who a credential belongs to', async () => {
      const account = await client().account();

      expect(account.username).toBe(world().owner.username);
      expect(account.externalId).toMatch(/^\d+$/);
    });

    it('tells the granted scopes of a credential, if any', async () => {
      const scopes = await client().grantedScopes();

      expect(world().driver.oauth.missingScopes(scopes ?? [])).toEqual([]);
    });

    it('finds a repository by path and by id, the same one', async () => {
      const made = await world().createRepository('found', { isPrivate: true });

      const [byPath, byId] = await Promise.all([
        client().findRepository(made.path),
        client().getRepository(made.externalId),
      ]);

      expect(byPath).toEqual(byId);
      expect(byPath).toMatchObject({
        ...made,
        name: 'found',
        isPrivate: true,
        isArchived: false,
        defaultBranch: 'main',
        permissions: { admin: true, push: true, pull: true },
      });
    });

    it('finds a renamed repository by id under its new path', async () => {
      const made = await world().createRepository('before', { isPrivate: false });
      await client().getRepository(made.externalId);

      const renamed = await world().rename(made, 'after');
      const found = await client().getRepository(made.externalId);

      expect(found).toMatchObject({ externalId: made.externalId, path: renamed.path, name: 'after' });
    });

    it('hides a private repository from a stranger, and a deleted one from everybody', async () => {
      const made = await world().createRepository('hidden', { isPrivate: true });
      const deleted = await world().createRepository('deleted', { isPrivate: false });
      await world().deleteRepository(deleted);

      await expect(strangers().findRepository(made.path)).rejects.toMatchObject({ kind: 'not-found' });
      await expect(strangers().getRepository(made.externalId)).rejects.toMatchObject({ kind: 'not-found' });
      await expect(client().getRepository(deleted.externalId)).rejects.toMatchObject({ kind: 'not-found' });
    });

    it('gives a stranger no rights in a public repository', async () => {
      const made = await world().createRepository('public', { isPrivate: false });

      const found = await strangers().findRepository(made.path);

      expect(found).toMatchObject({ isPrivate: false, permissions: { admin: false, push: false, pull: true } });
    });

    it.each(['', 'no-slash', 'a/b c', 'nobody/nothing', '../../user'])(
      'finds nothing at the path "%s"',
      async (path) => {
        await expect(client().findRepository(path)).rejects.toMatchObject({ name: 'ForgeError', kind: 'not-found' });
      },
    );

    it('lists page by page without gaps or repeats', async () => {
      for (const name of ['list-a', 'list-b', 'list-c']) await world().createRepository(name, { isPrivate: false });

      const all = await client().listRepositories(query({ perPage: 100 }));
      const first = await client().listRepositories(query({ perPage: 2 }));
      const second = await client().listRepositories(query({ perPage: 2, page: 2 }));

      expect(all.hasNext).toBe(false);
      expect(first.hasNext).toBe(true);
      expect([...first.items, ...second.items]).toEqual(all.items.slice(0, 4));
    });

    it('lists all by cursors, each once, however the list is sorted', async () => {
      for (const name of ['walk-a', 'walk-b', 'walk-c']) await world().createRepository(name, { isPrivate: false });
      const all = await client().listRepositories(query({ perPage: 100 }));

      for (const sort of ['created', 'full_name'] as const) {
        const names: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await client().listRepositories(
            query({ sort, perPage: 2, ...(cursor === undefined ? {} : { cursor }) }),
          );
          names.push(...page.items.map(({ path }) => path));
          expect(page.hasNext).toBe(page.nextCursor !== null);
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
        expect(names).toHaveLength(all.items.length);
        expect(new Set(names)).toEqual(new Set(all.items.map(({ path }) => path)));
      }
      await expect(client().listRepositories(query({ cursor: 'nonsense' }))).rejects.toMatchObject({
        kind: 'not-found',
      });
    });

    it('searches in the names, page by page, in either case', async () => {
      for (const name of ['needle-1', 'needle-2', 'needle-3'])
        await world().createRepository(name, { isPrivate: false });

      const first = await client().listRepositories(query({ search: 'NEEDLE', perPage: 2 }));
      const second = await client().listRepositories(query({ search: 'NEEDLE', perPage: 2, page: 2 }));

      expect(first.items.map(({ name }) => name)).toEqual(['needle-1', 'needle-2']);
      expect(second.items.map(({ name }) => name)).toEqual(['needle-3']);
      expect([first.hasNext, second.hasNext]).toEqual([true, false]);
    });
  });

  proves('refusals', () => {
    it('calls an ended credential unauthorized', async () => {
      const ended = world().driver.connect({ accessToken: world().revokedToken });

      await expect(ended.account()).rejects.toMatchObject({ name: 'ForgeError', kind: 'unauthorized', status: 401 });
    });

    it('calls a server error unavailable, and works again after it', async () => {
      world().failNextRequest();

      await expect(client().account()).rejects.toMatchObject({ kind: 'unavailable' });
      await expect(client().account()).resolves.toMatchObject({ username: world().owner.username });
    });

    it('says until when a limit lasts, and holds to it without asking', async () => {
      const before = Date.now();
      world().limitNextRequest(90);

      const spare = { accessToken: world().spareToken };

      const refusals = await Promise.allSettled([world().driver.connect(spare).account()]);
      const again = await Promise.allSettled([world().driver.connect(spare).account()]);

      const limits = { kind: 'rate-limited', retryAt: expect.any(Date) as Date };
      expect(refusals).toMatchObject([{ status: 'rejected', reason: limits }]);
      expect(again).toMatchObject([{ status: 'rejected', reason: { ...limits, status: null } }]);
      const [refusal] = refusals as [PromiseRejectedResult];
      const retryAt = (refusal.reason as { retryAt: Date }).retryAt.getTime();
      expect(retryAt).toBeGreaterThanOrEqual(before + 90_000);
      expect(retryAt).toBeLessThan(before + 120_000);
    });

    it('knows what is left of the limit after an answer', async () => {
      const bound = client();
      await bound.account();

      const limit = bound.rateLimit();

      expect(limit?.limit).toBeGreaterThan(0);
      expect(limit?.remaining).toBeLessThanOrEqual(limit?.limit ?? 0);
      expect(limit?.resetAt.getTime()).toBeGreaterThan(Date.now());
    });
  });
}
