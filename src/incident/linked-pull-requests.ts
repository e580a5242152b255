import { Injectable } from '@nestjs/common';

/** A pull request as an incident's page shows it; the whole of it is asked for by its own route. */
export interface LinkedPullRequest {
  readonly id: string;
  /** Null until the forge has it. */
  readonly number: number | null;
  readonly url: string | null;
  readonly title: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly verified: 'unverified' | 'running' | 'verified' | 'failed';
}

/** Gives an incident's pull requests, newest first. */
export type PullRequestSource = (incidentId: string) => Promise<readonly LinkedPullRequest[]>;

/** Lets a later feature show its pull requests with an incident without being imported. */
@Injectable()
export class LinkedPullRequests {
  private source: PullRequestSource = () => Promise.resolve([]);

  /** Call at start-up. */
  register(source: PullRequestSource): void {
    this.source = source;
  }

  async of(incidentId: string): Promise<readonly LinkedPullRequest[]> {
    return this.source(incidentId);
  }
}
