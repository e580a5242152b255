import { Injectable, Logger } from '@nestjs/common';
import { storableText } from '../common/storable';
import { Database } from '../database/database';
import { FixService } from '../fix/fix.service';
import { ForgeError } from '../forge/forge.errors';
import { IncidentLedger } from '../incident/incident.ledger';
import { MARKER } from './domain/description';
import { suggestionOf } from './domain/suggestion';
import { PullRequestReach } from './pull-request.reach';

/** Tells the authors of forks what they may take over. Never pushes anything anywhere. */
@Injectable()
export class PullRequestSuggester {
  private readonly logger = new Logger('PullRequest');

  constructor(
    private readonly db: Database,
    private readonly fixes: FixService,
    private readonly incidents: IncidentLedger,
    private readonly reach: PullRequestReach,
  ) {}

  /** One comment, edited for a newer commit; none on a pull request that has moved on or is over. */
  async suggest(attemptId: string, number: number): Promise<void> {
    const attempt = await this.fixes.attempt(this.db.read, attemptId);
    const { patch, diff } = attempt ?? {};
    if (attempt === null || !patch || !diff) return;
    const [incident, reach] = await Promise.all([
      this.incidents.subject(this.db.read, attempt.incident_id),
      this.reach.to(attempt.repository_connection_id),
    ]);
    if (incident?.isOpen !== true || reach === null) return;
    const { repository } = reach.connection;
    const changes = patch.reasons.flatMap(({ files, reason }) => files.map((file) => ({ file, reason })));
    const body = storableText(suggestionOf({ title: incident.title, sha: attempt.head_sha, changes, diff }));
    try {
      await reach.use(async (client) => {
        const pull = await client.getPullRequest(repository, number);
        if (pull.state !== 'open' || pull.headSha !== attempt.head_sha) return;
        await client.ensureComment(repository, number, { marker: MARKER, body });
      });
    } catch (error) {
      if (!(error instanceof ForgeError) || ['unavailable', 'rate-limited'].includes(error.kind)) throw error;
      this.logger.warn({ error, attempt: attempt.id }, 'the forge refuses a comment on a fork');
    }
  }
}
