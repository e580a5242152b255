import { Injectable, Logger } from '@nestjs/common';
import { storableText } from '../common/storable';
import { Database } from '../database/database';
import { DEFAULT_PULL_POLICY, type FixAttempt, type PullPolicy } from '../fix/fix.types';
import type { ForgeClient } from '../forge/forge';
import { ForgeError } from '../forge/forge.errors';
import { IncidentLedger } from '../incident/incident.ledger';
import type { Person } from './domain/commit-message';
import type { Connection, PullRequest } from './pull-request.types';

/** Refusals that concern a label or a reviewer alone. */
const NOT_NOW: readonly string[] = ['forbidden', 'not-found', 'gone', 'rejected', 'conflict'];

/** What the repository wanted of pull requests when the attempt was made. */
export function policyOf({ pull_policy: policy }: FixAttempt): PullPolicy {
  return { ...DEFAULT_PULL_POLICY, ...policy };
}

/** Names people on fixes, and asks them, as the repository's policy says. A fix goes on without those the forge refuses. */
@Injectable()
export class PullRequestPeople {
  private readonly logger = new Logger('PullRequest');

  constructor(
    private readonly db: Database,
    private readonly incidents: IncidentLedger,
  ) {}

  /** Who connected the repository: the commit is made in that account's name. */
  async coAuthor(client: ForgeClient, policy: PullPolicy): Promise<Person | null> {
    if (!policy.co_author) return null;
    const { displayName, username, commitEmail: email } = await client.account();
    return { name: displayName ?? username, email };
  }

  async label(client: ForgeClient, { repository }: Connection, row: PullRequest, policy: PullPolicy): Promise<void> {
    const number = row.pr_number;
    if (number === null || policy.labels.length === 0) return;
    const refused = await this.refusal(() => client.ensureLabels(repository, number, policy.labels));
    if (refused !== null) await this.tell(row, `could not be labelled: ${refused}`);
  }

  /** Asks the reviewers but for the author, whom forges refuse; one who may not review keeps nobody else from being asked. */
  async askReviewers(
    client: ForgeClient,
    { repository }: Connection,
    row: PullRequest,
    policy: PullPolicy,
  ): Promise<void> {
    const number = row.pr_number;
    if (number === null || policy.reviewers.length === 0) return;
    const { username } = await client.account();
    const others = policy.reviewers.filter((name) => name.toLowerCase() !== username.toLowerCase());
    if (others.length === 0) return;
    if ((await this.refusal(() => client.ensureReviewers(repository, number, others))) === null) return;
    for (const name of others) {
      const refused = await this.refusal(() => client.ensureReviewers(repository, number, [name]));
      if (refused !== null) await this.tell(row, `could not be given to ${name} for review: ${refused}`);
    }
  }

  /** The forge's words for a no that is final; null when it was done. */
  private async refusal(work: () => Promise<void>): Promise<string | null> {
    try {
      await work();
      return null;
    } catch (error) {
      if (!(error instanceof ForgeError) || !NOT_NOW.includes(error.kind)) throw error;
      this.logger.warn({ error }, 'the forge refuses a label or a reviewer; the fix goes on');
      return error.reason ?? error.kind;
    }
  }

  private async tell(row: PullRequest, what: string): Promise<void> {
    const message = storableText(`Pull request #${row.pr_number ?? 0} ${what}`);
    await this.incidents.tell(this.db.read, row.incident_id, { type: 'pull_request_noted', message });
  }
}
