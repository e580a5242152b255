import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Checkups, type Finding } from '../common/checkup';
import { Database } from '../database/database';
import { HookStore } from './hook.store';

/** Repositories named in a finding; the rest is counted. */
const NAMED = 5;

/** What the doctor asks of the webhooks at the forges, as the hourly sweep left them. */
@Injectable()
export class HookCheckup implements OnModuleInit {
  constructor(
    private readonly checkups: Checkups,
    private readonly db: Database,
    private readonly store: HookStore,
  ) {}

  onModuleInit(): void {
    this.checkups.register('webhooks', 'schema', () => this.check());
  }

  private async check(): Promise<Finding[]> {
    const { wanted, ill } = await this.store.standing(this.db.read);
    if (wanted === 0) return [{ state: 'note', says: 'No webhook is wanted: no repository is connected.', mend: null }];
    if (ill.length === 0)
      return [{ state: 'ok', says: `${wanted} webhooks are wanted, all of them active.`, mend: null }];
    const named = ill.slice(0, NAMED).map(({ name, status, reason }) => `${name} (${reason ?? status})`);
    const more = ill.length > NAMED ? ` and ${ill.length - NAMED} more` : '';
    return [
      {
        state: 'failing',
        says: `${ill.length} of ${wanted} webhooks do not deliver: ${named.join(', ')}${more}.`,
        mend: 'Repair them on the repository’s page, or with POST /api/v2/repositories/connections/{id}/webhook/repair.',
      },
    ];
  }
}
