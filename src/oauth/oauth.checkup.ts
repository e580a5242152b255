import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Checkups, type Finding } from '../common/checkup';
import { AppError } from '../common/errors';
import { Database } from '../database/database';
import { ForgeError } from '../forge/forge.errors';
import { ForgeRegistry } from '../forge/forge.registry';
import { FIRST_INSTANCE, type ForgeId } from '../forge/forge.types';
import { ForgeAccess } from './forge-access';
import { forgeOf, OAuthConnectionStore } from './oauth-connection.store';

/** Accounts the doctor tries, those used last first: enough to see a revoked app or a forge that is away. */
const TRIED = 20;

/** `gitlab`, and for an instance beside the first `gitlab (work)`. */
function shownForge({ kind, instance }: ForgeId): string {
  return instance === FIRST_INSTANCE ? kind : `${kind} (${instance})`;
}

/** What the doctor asks of the forges: whether people can connect, and whether stored credentials still work. */
@Injectable()
export class OAuthCheckup implements OnModuleInit {
  constructor(
    private readonly checkups: Checkups,
    private readonly db: Database,
    private readonly store: OAuthConnectionStore,
    private readonly forges: ForgeRegistry,
    private readonly access: ForgeAccess,
  ) {}

  onModuleInit(): void {
    this.checkups.register('forges', 'nothing', () => Promise.resolve(this.apps()));
    this.checkups.register('accounts', 'schema', () => this.accounts());
  }

  private apps(): Finding[] {
    const missing = this.forges.all().map((forge) => ({ name: shownForge(forge), names: forge.oauth.missingSettings }));
    const ready = missing.filter(({ names }) => names.length === 0).map(({ name }) => name);
    const absent = missing.filter(({ names }) => names.length > 0);
    return [
      ...ready.map((name): Finding => ({ state: 'ok', says: `People can connect ${name}.`, mend: null })),
      ...absent.map(({ name, names }): Finding => ({
        state: ready.length === 0 ? 'failing' : 'note',
        says: `Nobody can connect ${name}: ${names.join(' and ')} not set.`,
        mend: ready.length === 0 ? 'Make an OAuth app at the forge and set them (README, Run it for real).' : null,
      })),
    ];
  }

  private async accounts(): Promise<Finding[]> {
    const { active, refused } = await this.store.standing(this.db.read);
    const findings: Finding[] = [];
    if (refused > 0) {
      findings.push({
        state: 'warning',
        says: `${refused} of ${active} connected accounts were refused by their forge.`,
        mend: 'Their owners have to agree again under Settings, Forge accounts.',
      });
    }
    const sample = await this.store.usedLast(this.db.read, TRIED);
    const failures = await Promise.all(
      sample.map(async (row) => ({ forge: shownForge(forgeOf(row)), why: await this.failureOf(row.id) })),
    );
    const failed = failures.flatMap(({ forge, why }) => (why === null ? [] : [`${forge}: ${why}`]));
    if (failed.length > 0) {
      findings.push({
        state: 'failing',
        says: `${failed.length} of ${sample.length} accounts tried cannot be used now (${[...new Set(failed)].join('; ')}).`,
        mend: 'Is the forge reachable from here, and is the OAuth app still there with this secret?',
      });
    } else if (sample.length > 0) {
      findings.push({ state: 'ok', says: `${sample.length} of ${active} accounts were tried and work.`, mend: null });
    } else findings.push({ state: 'note', says: 'No account is connected.', mend: null });
    return findings;
  }

  /** Null when the account can be used. */
  private async failureOf(connectionId: string): Promise<string | null> {
    try {
      await this.access.use(connectionId, (client) => client.account());
      return null;
    } catch (error) {
      if (error instanceof ForgeError) return error.kind;
      if (error instanceof AppError) return error.code;
      throw error;
    }
  }
}
