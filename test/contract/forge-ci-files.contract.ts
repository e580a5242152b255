import type { ContractContext } from './forge.contract';
import { LACKS } from './forge-capabilities';

const GOOD = 'test:\n  script: [make]\n';
const BAD = 'test:\n  stage: tset\n  script: [make]\n';
const MISTAKE = 'test job: chosen stage tset does not exist; available stages are .pre, build, test, deploy, .post';
/** Both are told by linting; a run keeps the first alone. */
const TWICE = 'test:\n  scirpt: [make]\nlint:\n  only: [main]\n  rules: [{ when: always }]\n  script: [make]\n';

/** What the forge itself says of the files that tell its CI what to do. */
export function describeCiFiles({ world, client, proves }: ContractContext): void {
  const file = (text: string) => ({ path: '.gitlab-ci.yml', text });

  it('has a word for a CI file, or none', async () => {
    const repository = await world().createRepository('ci-word', { isPrivate: true });

    const word = await client().judgeCiFile(repository, file(GOOD));

    expect(word === null).toBe(LACKS[world().driver.kind].ciFiles !== undefined);
  });

  it('says nothing of a run that it did start', async () => {
    const repository = await world().createRepository('ci-started', { isPrivate: true });
    const { externalId } = await world().createRun(repository, [{ name: 'a', conclusion: 'failure', log: '' }]);

    expect(await client().whyRefused(repository, externalId)).toEqual([]);
  });

  proves('ciFiles', () => {
    it('judges a text in the place of the file, and no other file', async () => {
      const repository = await world().createRepository('ci-text', { isPrivate: true });

      const good = await client().judgeCiFile(repository, file(GOOD));
      const bad = await client().judgeCiFile(repository, file(BAD));
      const other = await client().judgeCiFile(repository, { path: 'README.md', text: BAD });

      expect([good, bad, other]).toEqual([[], [MISTAKE], null]);
    });

    it('has no word for who may not ask', async () => {
      const repository = await world().createRepository('ci-stranger', { isPrivate: false });
      const stranger = world().driver.connect({ accessToken: world().stranger.accessToken });

      expect(await stranger.judgeCiFile(repository, file(BAD))).toBeNull();
    });

    it('tells all that is wrong where a run did not start', async () => {
      const repository = await world().createRepository('ci-refused', { isPrivate: true });
      const run = await world().createRefusedRun(repository, TWICE);

      const why = await client().whyRefused(repository, run?.externalId ?? '');

      expect(why).toEqual([
        'jobs test config should implement the script:, run:, or trigger: keyword',
        'jobs:lint config key may not be used with `rules`: only',
      ]);
      expect((await client().getRun(repository, run?.externalId ?? '')).conclusion).toBe('startup_failure');
    });
  });
}
