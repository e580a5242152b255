import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock';
import { storableText } from '../common/storable';
import { Database } from '../database/database';
import type { ForgeClient } from '../forge/forge';
import { ForgeError } from '../forge/forge.errors';
import { claimOf } from './domain/claim';
import { MARKER } from './domain/description';
import { PullRequestStore } from './pull-request.store';
import type { Connection, PullRequest } from './pull-request.types';

/** Refusals that concern the comment alone: a locked conversation, a pull request that is gone. */
const NO_COMMENT: readonly string[] = ['forbidden', 'not-found', 'gone', 'rejected'];

/** Tells people on a failing branch's own pull request what is done about it, in one comment that is edited. */
@Injectable()
export class PullRequestClaims {
  private readonly logger = new Logger('PullRequest');

  constructor(
    private readonly db: Database,
    private readonly store: PullRequestStore,
    private readonly clock: Clock,
  ) {}

  /** Says that a fix is on its way, before anything is pushed. Done once; throws `ForgeError` for what may pass. */
  async make(client: ForgeClient, connection: Connection, row: PullRequest): Promise<void> {
    if (row.acted_phase !== null) return;
    await this.tell(client, connection, row);
    await this.store.update(this.db.read, row.id, { acted_phase: 'claimed' }, this.clock.now());
  }

  /** Brings the comment to how the fixes of the branch stand. Does nothing without a pull request to say it on. */
  async tell(client: ForgeClient, { id, repository }: Connection, row: PullRequest): Promise<void> {
    const found = await client.findPullRequests(repository, { headBranch: row.source_branch });
    const source = found.find(({ state, isFromFork }) => state === 'open' && !isFromFork);
    if (source === undefined) return;
    const rows = await this.store.ofSource(this.db.read, id, row.source_branch);
    // The newest of each incident.
    const fixes = rows
      .filter((each, at) => rows.findIndex(({ incident_id: incident }) => incident === each.incident_id) === at)
      .map(({ title, phase, pr_number: number, pr_url: url, closed_reason: why }) => ({
        title,
        phase,
        number,
        url,
        why,
      }));
    try {
      const body = storableText(claimOf(fixes));
      await client.ensureComment(repository, source.number, { marker: MARKER, body });
    } catch (error) {
      if (!(error instanceof ForgeError) || !NO_COMMENT.includes(error.kind)) throw error;
      this.logger.warn({ error, pull_request: row.id }, 'the forge refuses a comment; the fix goes on');
    }
  }
}
