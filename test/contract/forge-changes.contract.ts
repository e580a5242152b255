import type { RepositoryRef } from '../../src/forge/forge.types';
import type { ContractContext } from './forge.contract';

/** Comparisons and commits. */
export function describeChanges({ world, client, proves }: ContractContext): void {
  /** main: README, then `late.txt`; topic, from before that: `src/a.ts` twice, `src/b.ts`. */
  async function forked(name: string): Promise<{ repository: RepositoryRef; base: string; topic: readonly string[] }> {
    const repository = await world().createRepository(name, { isPrivate: true });
    const base = await world().push(repository, 'main', { 'src/b.ts': 'b' }, 'before the fork');
    const first = await world().push(repository, 'topic/one', { 'src/a.ts': '1' }, 'first\n\nwith a body');
    const second = await world().push(repository, 'topic/one', { 'src/a.ts': '2', 'src/b.ts': null }, 'second');
    await world().push(repository, 'main', { 'late.txt': 'late' }, 'after the fork');
    return { repository, base, topic: [second, first] };
  }

  proves('changes', () => {
    it('tells what a branch changed since it left another', async () => {
      const { repository, base, topic } = await forked('change-branch');

      const told = await client().compare(repository, 'main', 'topic/one');

      expect(told).toMatchObject({ mergeBaseSha: base, isComplete: true });
      expect(told.commits.map(({ sha }) => sha)).toEqual(topic);
      expect(told.commits.map(({ message }) => message)).toEqual(['second', 'first\n\nwith a body']);
      expect([...told.files].sort()).toEqual(['src/a.ts', 'src/b.ts']);
    });

    it('tells the commits between two', async () => {
      const { repository, base, topic } = await forked('change-between');

      const told = await client().compare(repository, base, topic[0] ?? '');
      const nothing = await client().compare(repository, base, base);

      expect(told.commits.map(({ sha }) => sha)).toEqual(topic);
      expect(nothing).toEqual({ mergeBaseSha: base, commits: [], files: [], isComplete: true });
    });

    it('tells the files of one commit', async () => {
      const { repository, topic } = await forked('change-commit');

      const told = await client().getCommit(repository, topic[0] ?? '');

      expect(told).toMatchObject({ sha: topic[0], message: 'second', committedAt: expect.any(Date) as Date });
      expect([...(told.files ?? [])].sort()).toEqual(['src/a.ts', 'src/b.ts']);
    });

    it.each(['0'.repeat(40), 'no/such', '../..', 'a..b'])('knows no "%s"', async (ref) => {
      const repository = await world().createRepository(`change-none-${ref.length}`, { isPrivate: true });

      await expect(client().compare(repository, 'main', ref)).rejects.toMatchObject({
        name: 'ForgeError',
        kind: 'not-found',
      });
    });
  });
}
