import type { CommitSpec, PullRequestSpec } from '../../src/forge/forge.pull-requests';
import type { RepositoryRef } from '../../src/forge/forge.types';
import type { ContractContext } from './forge.contract';

const AUTHOR = { name: 'DevFlowFix', email: 'bot@example.test' };
const MARKER = '<!-- ours -->';

/** Files, branches, commits, pull requests. */
export function describePullRequests({ world, client, proves }: ContractContext): void {
  async function started(name: string): Promise<{ repository: RepositoryRef; main: string }> {
    const repository = await world().createRepository(name, { isPrivate: true });
    const main = await world().push(repository, 'main', { 'src/a.ts': 'one\n', 'bin/run': 'x' }, 'start');
    return { repository, main };
  }

  const commitOf = (parentSha: string, more: Partial<CommitSpec> = {}): CommitSpec => ({
    branch: 'fix/one',
    parentSha,
    message: 'fix: one\n\nCo-authored-by: Dana <dana@example.test>',
    changes: [
      { path: 'src/a.ts', content: Buffer.from('two\r\n'), isExecutable: false },
      { path: 'src/new.bin', content: Buffer.from([0, 255, 1]), isExecutable: true },
      { path: 'bin/run', content: null, isExecutable: false },
    ],
    author: AUTHOR,
    ...more,
  });
  const SPEC: PullRequestSpec = {
    headBranch: 'fix/one',
    baseBranch: 'main',
    title: 'Fix one',
    body: 'Because',
    isDraft: true,
  };

  async function proposed(name: string): Promise<{ repository: RepositoryRef; number: number; sha: string }> {
    const { repository, main } = await started(name);
    await client().ensureBranch(repository, 'fix/one', main);
    const { sha } = await client().ensureCommit(repository, commitOf(main));
    const { pullRequest } = await client().ensurePullRequest(repository, SPEC);
    return { repository, number: pullRequest.number, sha };
  }

  proves('branches', () => {
    it('reads the tree and the bytes of files, up to a size', async () => {
      const { repository, main } = await started('content-read');

      const tree = await client().readTree(repository, main);
      const entry = tree.entries.find(({ path }) => path === 'src/a.ts');
      const bytes = entry === undefined ? null : await client().readEntry(repository, entry, 100);

      expect(tree.isComplete).toBe(true);
      expect(tree.entries.map(({ path, kind }) => `${kind} ${path}`).sort()).toEqual([
        'file README.md',
        'file bin/run',
        'file src/a.ts',
      ]);
      expect(bytes?.toString()).toBe('one\n');
      expect(entry && (await client().readEntry(repository, entry, 3))).toBeNull();
      expect((await client().readFile(repository, 'main', 'src/a.ts', 100))?.toString()).toBe('one\n');
      expect(await client().readFile(repository, main, 'src/a.ts', 3)).toBeNull();
      expect(await client().readFile(repository, main, 'src', 100)).toBeNull();
      expect(await client().readFile(repository, main, 'src/none.ts', 100)).toBeNull();
      // Whether a default branch is guarded from the start differs from forge to forge.
      expect((await client().findBranch(repository, 'main'))?.headSha).toBe(main);
      expect(await client().findBranch(repository, 'none/such')).toBeNull();
    });

    it('makes a branch once and leaves it where it is', async () => {
      const { repository, main } = await started('branch-ensure');
      const before = await world().push(repository, 'other', { 'b.ts': 'b' }, 'elsewhere');

      const made = await client().ensureBranch(repository, 'fix/one', main);
      const again = await client().ensureBranch(repository, 'fix/one', before);

      expect([made, again]).toEqual([
        { headSha: main, created: true },
        { headSha: main, created: false },
      ]);
      expect(await client().findBranch(repository, 'fix/one')).toEqual({
        name: 'fix/one',
        headSha: main,
        isProtected: false,
      });
    });

    it('commits text, bytes and a deletion as one commit of the author, and once only', async () => {
      const { repository, main } = await started('commit-ensure');
      await client().ensureBranch(repository, 'fix/one', main);

      const made = await client().ensureCommit(repository, commitOf(main));
      const again = await client().ensureCommit(repository, commitOf(main));

      const tree = await client().readTree(repository, 'fix/one');
      const told = await client().compare(repository, main, 'fix/one');
      expect(again).toEqual(made);
      expect(told.commits).toMatchObject([{ sha: made.sha, message: commitOf(main).message }]);
      expect(tree.entries.map(({ path, isExecutable }) => [path, isExecutable])).toEqual([
        ['README.md', false],
        ['src/a.ts', false],
        ['src/new.bin', true],
      ]);
      expect((await client().readFile(repository, made.sha, 'src/a.ts', 100))?.toString()).toBe('two\r\n');
      expect(await client().readFile(repository, made.sha, 'src/new.bin', 100)).toEqual(Buffer.from([0, 255, 1]));
    });

    it('never commits over what somebody else pushed, nor to a branch that is gone', async () => {
      const { repository, main } = await started('commit-race');
      await client().ensureBranch(repository, 'fix/one', main);
      const theirs = await world().push(repository, 'fix/one', { 'src/a.ts': 'theirs' }, 'mine');

      await expect(client().ensureCommit(repository, commitOf(main))).rejects.toMatchObject({ kind: 'conflict' });
      await expect(client().ensureCommit(repository, commitOf(main, { branch: 'gone' }))).rejects.toMatchObject({
        kind: 'not-found',
      });
      expect((await client().findBranch(repository, 'fix/one'))?.headSha).toBe(theirs);
    });

    it('deletes a branch, unless it points elsewhere than expected, and tells when there is none', async () => {
      const { repository, main } = await started('branch-delete');
      await client().ensureBranch(repository, 'fix/one', main);

      const elsewhere = await client().deleteBranch(repository, 'fix/one', '0'.repeat(40));
      const deleted = await client().deleteBranch(repository, 'fix/one', main);
      const again = await client().deleteBranch(repository, 'fix/one');

      expect([elsewhere, deleted, again]).toEqual([false, true, false]);
    });
  });

  proves('sizes', () => {
    it('tells how many bytes a file has', async () => {
      const { repository, main } = await started('content-size');

      const { entries } = await client().readTree(repository, main);

      expect(entries.find(({ path }) => path === 'src/a.ts')?.size).toBe(4);
    });
  });

  proves('pulls', () => {
    it('opens a draft once, and finds it by branch and by commit', async () => {
      const { repository, number, sha } = await proposed('pull-ensure');

      const again = await client().ensurePullRequest(repository, { ...SPEC, title: 'Other' });
      const byBranch = await client().findPullRequests(repository, { headBranch: 'fix/one' });
      const byCommit = await client().findPullRequests(repository, { sha });
      const none = await client().findPullRequests(repository, { headBranch: 'none' });

      expect(again.created).toBe(false);
      expect(again.pullRequest).toMatchObject({
        number,
        title: 'Fix one',
        body: 'Because',
        state: 'open',
        isDraft: true,
        headBranch: 'fix/one',
        headSha: sha,
        isFromFork: false,
        baseBranch: 'main',
        author: world().owner.username,
        mergeCommitSha: null,
        closedAt: null,
      });
      expect([byBranch, byCommit, none].map((found) => found.map((one) => one.number))).toEqual([
        [number],
        [number],
        [],
      ]);
    });

    it('says why there can be none', async () => {
      const { repository, main } = await started('pull-refused');
      await client().ensureBranch(repository, 'fix/one', main);
      const ask = (changes: Partial<PullRequestSpec>): Promise<unknown> =>
        client().ensurePullRequest(repository, { ...SPEC, ...changes });

      await expect(ask({})).rejects.toMatchObject({ kind: 'conflict' });
      await expect(ask({ headBranch: 'gone' })).rejects.toMatchObject({ kind: 'not-found' });
    });

    it('changes its words, takes the draft mark off and puts it on again, closes it; each of it twice without harm', async () => {
      const { repository, number } = await proposed('pull-life');
      for (const body of ['Proven', 'Proven']) await client().updatePullRequest(repository, number, { body });
      await client().ensureReady(repository, number);
      await client().ensureReady(repository, number);

      const ready = await client().getPullRequest(repository, number);
      await client().ensureDraft(repository, number);
      await client().ensureDraft(repository, number);
      const draft = await client().getPullRequest(repository, number);
      const closed = await client().ensureClosed(repository, number);
      const again = await client().ensureClosed(repository, number);

      expect(ready).toMatchObject({ title: 'Fix one', body: 'Proven', isDraft: false, state: 'open' });
      expect(draft).toMatchObject({ isDraft: true, state: 'open' });
      expect([closed.state, again.state]).toEqual(['closed', 'closed']);
      expect(closed.closedAt).toBeInstanceOf(Date);
    });

    it('opens another after the first was closed', async () => {
      const { repository, number } = await proposed('pull-again');
      await client().ensureClosed(repository, number);

      const { pullRequest, created } = await client().ensurePullRequest(repository, SPEC);

      const all = await client().findPullRequests(repository, { headBranch: 'fix/one' });
      expect(created).toBe(true);
      expect(all.map((one) => one.number)).toEqual([pullRequest.number, number]);
    });

    it('knows whether it can be merged, and what became of it', async () => {
      const { repository, number, sha } = await proposed('pull-merge');

      const draft = await client().mergeability(repository, number);
      await client().ensureReady(repository, number);
      const ready = await client().mergeability(repository, number);
      await world().merge(repository, number);
      const merged = await client().getPullRequest(repository, number);

      expect([draft, ready]).toEqual(['blocked', 'mergeable']);
      expect(merged).toMatchObject({ state: 'merged', headSha: sha });
      expect(merged.mergeCommitSha).toMatch(/^[0-9a-f]{40}$/);
    });

    it('knows a conflict', async () => {
      const { repository, number } = await proposed('pull-conflict');
      await world().push(repository, 'main', { 'src/a.ts': 'three\n' }, 'meanwhile');
      await world().settle();

      expect(await client().mergeability(repository, number)).toBe('conflicting');
    });

    it('lists the files it changes and the checks of its commit', async () => {
      const { repository, number, sha } = await proposed('pull-files');
      const before = await client().listChecks(repository, sha);
      await world().createRun(repository, [{ name: 'build', conclusion: 'failure', log: '' }], undefined, 'fix/one');

      const files = await client().listChangedFiles(repository, number);
      const checks = await client().listChecks(repository, sha);

      expect(files.map(({ path, change }) => [path, change])).toEqual([
        ['bin/run', 'removed'],
        ['src/a.ts', 'modified'],
        ['src/new.bin', 'added'],
      ]);
      expect(files[1]).toMatchObject({ addedLines: 1, removedLines: 1, previousPath: null });
      expect(before).toEqual([]);
      expect(checks).toMatchObject([{ name: 'build', status: 'completed', conclusion: 'failure' }]);
    });

    it('keeps one comment of ours, edited instead of repeated', async () => {
      const { repository, number } = await proposed('pull-comment');
      const say = (body: string): Promise<{ externalId: string; created: boolean }> =>
        client().ensureComment(repository, number, { marker: MARKER, body: `${MARKER}\n${body}` });

      const made = await say('working on it');
      const edited = await say('done');

      expect(made.created).toBe(true);
      expect(edited).toMatchObject({ created: false, externalId: made.externalId });
    });

    it('counts what one brings and what was said, where it is asked for alone', async () => {
      const { repository, number } = await proposed('pull-counts');
      const before = await client().getPullRequest(repository, number);
      await client().ensureComment(repository, number, { marker: MARKER, body: MARKER });

      const after = await client().getPullRequest(repository, number);
      const listed = await client().findPullRequests(repository, { headBranch: 'fix/one' });

      expect(before.counts).toMatchObject({ commits: 1, comments: 0, changedFiles: 3 });
      expect(after.counts).toEqual({ ...before.counts, comments: 1 });
      expect(listed.map(({ counts }) => counts)).toEqual([null]);
    });

    it('adds labels', async () => {
      const { repository, number } = await proposed('pull-labels');
      for (const labels of [['devflowfix'], [], ['devflowfix', 'ci']]) {
        await client().ensureLabels(repository, number, labels);
      }

      const { labels } = await client().getPullRequest(repository, number);

      expect([...labels].sort()).toEqual(['ci', 'devflowfix']);
    });
  });
}
