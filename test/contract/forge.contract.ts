import type { ForgeClient, ForgeDriver } from '../../src/forge/forge';
import { CAPABILITIES, LACKS } from './forge-capabilities';
import type { Capability } from './forge-capabilities';
import { describeAccess } from './forge-access.contract';
import { describeChanges } from './forge-changes.contract';
import { describeCiFiles } from './forge-ci-files.contract';
import { describeHooks } from './forge-hooks.contract';
import { describeOAuth } from './forge-oauth.contract';
import { describePullRequests } from './forge-pull-requests.contract';
import { describeRuns } from './forge-runs.contract';
import type { ForgeKind, RepositoryRef } from '../../src/forge/forge.types';

/** A forge with people, repositories and CI, as a contract suite needs it. Made anew for every test file. */
export interface ForgeWorld {
  readonly driver: ForgeDriver;
  /** Who owns the repositories, and the name the forge knows them by. */
  readonly owner: { readonly username: string; readonly accessToken: string };
  /** Somebody else, with no right in private repositories. */
  readonly stranger: { readonly username: string; readonly accessToken: string };
  /** Another token of the stranger's, for the test that gets it limited. */
  readonly spareToken: string;
  /** A token the forge has ended. */
  readonly revokedToken: string;
  /** Makes a repository of the owner's with one commit; `name` is unique within the test file. */
  createRepository(name: string, options: { isPrivate: boolean }): Promise<RepositoryRef>;
  /** Commits files (null deletes) onto a branch, made from `main` when it is new; resolves with the commit. */
  push(
    repository: RepositoryRef,
    branch: string,
    files: Readonly<Record<string, string | null>>,
    message: string,
  ): Promise<string>;
  /** Renames it; resolves with how it is named now. */
  rename(repository: RepositoryRef, name: string): Promise<RepositoryRef>;
  deleteRepository(repository: RepositoryRef): Promise<void>;
  /**
   * A run of a branch, the default one unless named, with the jobs given, each with a log. Without `hold` it has ended and its webhooks are
   * delivered when this resolves; with it, it is under way until `hold` resolves.
   */
  createRun(
    repository: RepositoryRef,
    jobs: readonly PlannedJob[],
    hold?: Promise<void>,
    branch?: string,
  ): Promise<{ externalId: string }>;
  /** A run the forge refused to start for its CI file, which says what is wrong with `text`; null where it never says. */
  createRefusedRun(repository: RepositoryRef, text: string): Promise<{ externalId: string } | null>;
  /** As a person would; resolves when its webhooks are delivered. */
  merge(repository: RepositoryRef, pullRequest: number): Promise<void>;
  /** As if the forge's retention period had passed. */
  expireLogs(runExternalId: string): Promise<void>;
  /** As if the run were made too long ago to be rerun. */
  makeOld(runExternalId: string): Promise<void>;
  /** The next answer is a rate limit that lasts `seconds`. */
  limitNextRequest(seconds: number): void;
  /** The next answer is a server error. */
  failNextRequest(): void;
  /** Resolves when CI and webhooks have nothing more to do. */
  settle(): Promise<void>;
  /** The owner agrees; resolves with the callback URL. */
  authorize(authorizationUrl: string): Promise<string>;
  close(): Promise<void>;
}

export interface PlannedJob {
  readonly name: string;
  readonly conclusion: 'success' | 'failure';
  readonly log: string;
}

/** How the parts of the suite reach the world, which is there once the tests run. */
export interface ContractContext {
  readonly world: () => ForgeWorld;
  /** The owner's client. */
  readonly client: () => ForgeClient;
  /** The cases that prove a capability; left out, and told as skipped, where the forge has no word for it. */
  readonly proves: (capability: Capability, cases: () => void) => void;
}

/** What every driver promises, told against a forge that answers. One forge a file; every test makes its own repository. */
export function describeForgeContract(kind: ForgeKind, start: () => Promise<ForgeWorld>): void {
  describe(`the forge contract, kept by the ${kind} driver`, () => {
    const proven = new Set<Capability>();
    let world: ForgeWorld;
    beforeAll(async () => {
      world = await start();
    });
    afterAll(async () => {
      await world.close();
    });
    const context: ContractContext = {
      world: () => world,
      client: () => world.driver.connect({ accessToken: world.owner.accessToken }),
      proves: (capability, cases) => {
        proven.add(capability);
        const tell = LACKS[kind][capability] === undefined ? describe : describe.skip;
        tell(CAPABILITIES[capability], cases);
      },
    };

    describeAccess(context);
    describeRuns(context);
    describeCiFiles(context);
    describeChanges(context);
    describePullRequests(context);
    describeHooks(context);
    describeOAuth(context);

    it('proves every capability of the table, and those of this forge', () => {
      expect([...proven].sort()).toEqual(Object.keys(CAPABILITIES).sort());
      expect(world.driver.kind).toBe(kind);
    });
  });
}
