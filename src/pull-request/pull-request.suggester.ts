import { Injectable, Logger } from '@nestjs/common';
import { storableText } from '../common/storable';
import { Database } from '../database/database';
import { FixService } from '../fix/fix.service';
import type { FixAttempt } from '../fix/fix.types';
import { ForgeError } from '../forge/forge.errors';
import { IncidentLedger, type IncidentSubject } from '../incident/incident.ledger';
import { MARKER } from './domain/description';
import { blockedNoteOf, suggestionOf } from './domain/suggestion';
import { PullRequestReach } from './pull-request.reach';

/** Tells the failing branch's own pull request what is not pushed. Never pushes anything anywhere. */
@Injectable()
export class PullRequestSuggester {
  private readonly logger = new Logger('PullRequest');

  constructor(
    private readonly db: Database,
    private readonly fixes: FixService,
    private readonly incidents: IncidentLedger,
    private readonly reach: PullRequestReach,
  ) {}

  /** Tells a fork's author the change to take over. */
  async suggest(attemptId: string, number: number): Promise<void> {
    await this.comment(attemptId, number, ({ patch, diff, head_sha: sha }, { title }) => {
      if (!patch || !diff) return null;
      const changes = patch.reasons.flatMap(({ files, reason }) => files.map((file) => ({ file, reason })));
      return suggestionOf({ title, sha, changes, diff });
    });
  }

  /** Tells what is wrong in the repository's settings, so that nothing is proposed. */
  async tellBlocked(attemptId: string, number: number): Promise<void> {
    await this.comment(attemptId, number, ({ reason }) => (reason === null ? null : blockedNoteOf(reason)));
  }

  /** One comment, edited for a newer commit; none on a pull request that has moved on or is over. */
  private async comment(
    attemptId: string,
    number: number,
    words: (attempt: FixAttempt, incident: IncidentSubject) => string | null,
  ): Promise<void> {
    const attempt = await this.fixes.attempt(this.db.read, attemptId);
    if (attempt === null) return;
    const [incident, reach] = await Promise.all([
      this.incidents.subject(this.db.read, attempt.incident_id),
      this.reach.to(attempt.repository_connection_id),
    ]);
    if (incident?.isOpen !== true || reach === null) return;
    const said = words(attempt, incident);
    if (said === null) return;
    const { repository } = reach.connection;
    try {
      await reach.use(async (client) => {
        const pull = await client.getPullRequest(repository, number);
        if (pull.state !== 'open' || pull.headSha !== attempt.head_sha) return;
        await client.ensureComment(repository, number, { marker: MARKER, body: storableText(said) });
      });
    } catch (error) {
      if (!(error instanceof ForgeError) || ['unavailable', 'rate-limited'].includes(error.kind)) throw error;
      this.logger.warn({ error, attempt: attempt.id }, 'the forge refuses a comment on a pull request');
    }
  }
}
