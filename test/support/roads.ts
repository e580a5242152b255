import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { startDemoGitLab } from '../../demo/gitlab/server';
import type { ForgeKind } from '../../src/forge/forge.types';
import type { RoadForge } from './road-forge';
import { githubRoad } from './road-github';
import { gitlabRoad } from './road-gitlab';
import { startTestApp, type TestApp } from './test-app';

/** The words of specs that know one forge only go on to work. */
export type AnyForge = RoadForge | DemoGitHub;

export function roadForge(forge: AnyForge): RoadForge {
  return 'kind' in forge ? forge : githubRoad(forge);
}

/** The forges every story is told on. */
export const FORGES = ['github', 'gitlab'] as const;

/** One application that knows both forges: the boot is paid once, and what one forge does meets the other's rows. */
export interface Roads {
  readonly app: TestApp;
  on(kind: (typeof FORGES)[number]): RoadForge;
}

export function useRoads(): Roads {
  let app: TestApp;
  const forges = new Map<ForgeKind, RoadForge>();
  beforeAll(async () => {
    const started = [githubRoad(await startDemoGitHub()), gitlabRoad(await startDemoGitLab())];
    for (const forge of started) forges.set(forge.kind, forge);
    app = await startTestApp({
      environment: Object.assign({}, ...started.map(({ environment }) => environment)) as Record<string, string>,
    });
  });
  afterEach(() => {
    for (const forge of forges.values()) forge.faults.clear();
  });
  afterAll(async () => {
    await app.close();
    for (const forge of forges.values()) await forge.close();
  });
  return {
    get app() {
      return app;
    },
    on(kind) {
      const forge = forges.get(kind);
      if (forge === undefined) throw new Error(`no ${kind} was started`);
      return forge;
    },
  };
}
