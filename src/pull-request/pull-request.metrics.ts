import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Metrics } from '../common/metrics';
import type { PullRequest } from './pull-request.types';

/** What the lives of fix pull requests tell operators. */
@Injectable()
export class PullRequestMetrics {
  private readonly phases: Counter<'phase'>;

  constructor(metrics: Metrics) {
    this.phases = metrics.counter({
      name: 'pull_request_phases_total',
      help: 'Fix pull requests that entered a phase: verifying, verified, unproven, retrying, merged, withdrawn, failed, closed, handed_over.',
      labels: ['phase'],
    });
  }

  entered(phase: PullRequest['phase']): void {
    this.phases.inc({ phase });
  }
}
