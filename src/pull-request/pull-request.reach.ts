import { Injectable } from '@nestjs/common';
import { HttpConfig } from '../config/config';
import { storableText } from '../common/storable';
import { Database } from '../database/database';
import type { FixAttempt } from '../fix/fix.types';
import type { ForgeClient } from '../forge/forge';
import type { IncidentSubject } from '../incident/incident.ledger';
import { ConnectionDirectory } from '../repository/connection.directory';
import { RepositoryAccess } from '../repository/repository.access';
import { WorkflowService } from '../workflow/workflow.service';
import { descriptionOf, type Proof } from './domain/description';
import { storyOf } from './domain/story-of';
import type { Connection, PullRequest } from './pull-request.types';

/** A repository whose forge may be asked and told. */
export interface Reach {
  readonly connection: Connection;
  /** Throws as `RepositoryAccess.use`. */
  readonly use: <T>(work: (client: ForgeClient) => Promise<T>) => Promise<T>;
}

/** What everything needs that brings fixes to a forge: the way there, and the words of a description. */
@Injectable()
export class PullRequestReach {
  constructor(
    private readonly db: Database,
    private readonly directory: ConnectionDirectory,
    private readonly access: RepositoryAccess,
    private readonly workflow: WorkflowService,
    private readonly http: HttpConfig,
  ) {}

  /** Null when there is no such connection (any more), or no account to reach it with. */
  async to(connectionId: string): Promise<Reach | null> {
    const connection = await this.directory.connection(this.db.read, connectionId);
    const access = connection?.oauthConnectionId ?? null;
    if (connection === null || access === null) return null;
    return { connection, use: (work) => this.access.use(connection, work) };
  }

  /** A fix's description; `runId` is the failed run it tells of. */
  async describe(
    row: PullRequest,
    attempt: FixAttempt,
    incident: IncidentSubject,
    runId: string,
    proof?: Proof,
  ): Promise<string> {
    const run = await this.workflow.run(this.db.read, runId);
    return storableText(descriptionOf(storyOf(row, attempt, incident, run, this.http.publicUrl, proof)));
  }
}
