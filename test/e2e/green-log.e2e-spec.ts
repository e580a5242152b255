import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { incidentsOf, only, startRoad } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';
import { play, playPullRequest } from '../support/verdict-road';

let github: DemoGitHub;
let app: TestApp;
beforeAll(async () => {
  github = await startDemoGitHub();
  app = await startTestApp({ githubUrl: github.url });
});
afterAll(async () => {
  await app.close();
  await github.close();
});

const COLD = 'Error: the cache of the builder is cold, going on without it';
const TAKEN = 'Error: the port 4711 of the builder is taken by somebody';
const green = { name: 'build', log: `${COLD}\nbuilt in 3.2 s` };
const red = {
  name: 'build',
  conclusion: 'failure',
  log: `${COLD}\n${TAKEN}\n##[error]Process completed with exit code 1.`,
} as const;

describe('a failed run whose job was green before', () => {
  it('is not blamed on what that job printed when all went well', async () => {
    const road = await startRoad(app, github, 'green-before');
    await play(app, github, road, [green]);

    await play(app, github, road, [red]);

    expect(only(await incidentsOf(road)).title).toContain('the port 4711');
  });

  it('is not blamed on what the default branch’s job printed when its own branch was never green', async () => {
    const road = await startRoad(app, github, 'green-elsewhere');
    await play(app, github, road, [green]);

    await playPullRequest(app, github, road, [red], { branch: 'topic', file: 'src/a.ts' });

    expect(only(await incidentsOf(road)).title).toContain('the port 4711');
  });

  it('is diagnosed from its own log alone when no job of that name was green', async () => {
    const road = await startRoad(app, github, 'green-other-job');
    await play(app, github, road, [{ ...green, name: 'lint' }]);

    await play(app, github, road, [red]);

    expect(only(await incidentsOf(road)).title).toContain('the cache of the builder');
  });
});
