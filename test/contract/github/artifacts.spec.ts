import { startDemoGitHub } from '../../../demo/github/server';
import type { DemoGitHub } from '../../../demo/github/server';
import { CheckedClient } from '../../../demo/github/test-client';
import type { ForgeClient } from '../../../src/forge/forge';
import type { ArtifactLimits } from '../../../src/forge/forge.artifacts';
import type { RepositoryRef } from '../../../src/forge/forge.types';
import { createGitHubDriver } from '../../../src/forge/github/driver';

const LIMITS: ArtifactLimits = { maxPackedBytes: 10_000, maxFiles: 10, maxFileBytes: 1000, maxBytes: 5000 };
const WORKFLOW = `
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: mkdir -p out/deep && echo '<testsuites/>' > out/junit.xml && echo one > out/deep/a.txt && exit 1
      - uses: actions/upload-artifact@v4
        if: always()
        with: { name: reports, path: out }
`;

describe('the artifacts of a run', () => {
  let github: DemoGitHub;
  let client: ForgeClient;
  let repository: RepositoryRef;
  let run: number;

  beforeAll(async () => {
    github = await startDemoGitHub({ runCi: true });
    const made = await github.createRepository('dana/api', { files: { '.github/workflows/ci.yml': WORKFLOW } });
    repository = { externalId: String(made.id), path: made.full_name };
    await github.idle();
    run = github.runs.list('dana/api')[0]?.id ?? 0;
    const settings = {
      webUrl: github.url,
      apiUrl: github.url,
      clientId: null,
      clientSecret: null,
      redirectUri: 'http://localhost/callback',
      scopes: ['repo'],
      requestTimeoutMs: 5000,
      userAgent: 'test',
    };
    client = createGitHubDriver(settings).connect({ accessToken: github.token('dana') });
  });
  afterAll(() => github.close());

  it('are listed as GitHub lists them, although the job failed', async () => {
    const dana = new CheckedClient(github.url, github.token('dana'));

    const answer = await dana.call('GET', `/repos/dana/api/actions/runs/${run}/artifacts`);
    const { artifacts } = answer.body as { artifacts: { id: number }[] };
    const one = await dana.call('GET', `/repos/dana/api/actions/artifacts/${artifacts[0]?.id ?? 0}`);
    const listed = await client.listArtifacts(repository, String(run));

    expect(one.body).toMatchObject({ name: 'reports', expired: false, workflow_run: { id: run } });
    expect(listed).toMatchObject([{ externalId: String(artifacts[0]?.id), name: 'reports' }]);
    expect(listed[0]?.createdAt).toBeInstanceOf(Date);
  });

  async function read(wants: (path: string) => boolean, limits: Partial<ArtifactLimits> = {}): Promise<unknown> {
    const [artifact] = await client.listArtifacts(repository, String(run));
    if (artifact === undefined) throw new Error('there is no artifact');
    const files = await client.readArtifact(repository, artifact, wants, { ...LIMITS, ...limits });
    return files?.map(({ path, content }) => [path, content.toString()]).sort() ?? null;
  }

  it('are read file by file, those asked for', async () => {
    expect(await read(() => true)).toEqual([
      ['deep/a.txt', 'one\n'],
      ['junit.xml', '<testsuites/>\n'],
    ]);
    expect(await read((path) => path.endsWith('.xml'))).toEqual([['junit.xml', '<testsuites/>\n']]);
  });

  it('are left out where they are larger than we read', async () => {
    expect(await read(() => true, { maxPackedBytes: 10 })).toBeNull();
    expect(await read(() => true, { maxFileBytes: 5 })).toEqual([['deep/a.txt', 'one\n']]);
    expect(await read(() => true, { maxFiles: 0 })).toEqual([]);
  });
});
