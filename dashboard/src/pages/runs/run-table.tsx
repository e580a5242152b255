import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Run } from '../../api/runs';
import { DataTable, type Column } from '../../ui/data-table';
import { StateBadge, type Tone } from '../../ui/state-badge';
import { duration, secondsBetween } from '../../ui/durations';
import { Time } from '../../ui/time';

const COLUMNS: readonly Column<Run>[] = [
  { title: 'Result', cell: (run) => <RunState run={run} /> },
  {
    title: 'Run',
    grows: true,
    cell: (run) => (
      <>
        <Link to="/runs/$id" params={{ id: run.id }} className="row-link">
          {run.workflow_name} #{run.run_number}
          {run.run_attempt > 1 ? ` (attempt ${run.run_attempt})` : ''}
        </Link>
        <div className="dim small row">
          <span className="anywhere">{run.repository_full_name}</span>
          {run.branch === null ? null : <code className="anywhere">{run.branch}</code>}
        </div>
      </>
    ),
  },
  {
    title: 'Commit',
    hideOn: 'tablet',
    cell: (run) => (
      <span className="commit">
        <code>{run.commit_sha.slice(0, 7)}</code>{' '}
        <span className="dim" title={run.commit_message ?? undefined}>
          {firstLine(run.commit_message)}
        </span>
      </span>
    ),
  },
  {
    title: 'Incident',
    hideOn: 'tablet',
    cell: (run) =>
      run.incident_id === null ? (
        <span className="dim">–</span>
      ) : (
        <Link to="/incidents/$id" params={{ id: run.incident_id }}>
          incident
        </Link>
      ),
  },
  {
    title: 'Took',
    hideOn: 'phone',
    align: 'right',
    cell: (run) => <span className="nowrap">{duration(lengthOf(run))}</span>,
  },
  { title: 'When', hideOn: 'phone', cell: (run) => <Time at={run.started_at ?? run.created_at} /> },
];

/** Runs, a line each. */
export function RunTable({ runs }: { readonly runs: readonly Run[] }): ReactNode {
  return <DataTable caption="Workflow runs" rows={runs} columns={COLUMNS} rowKey={(run) => run.id} />;
}

interface Progress {
  readonly status: string;
  readonly conclusion: string | null;
}

/** How a run or job stands, or how it ended. */
export function RunState({ run, tone }: { readonly run: Progress; readonly tone?: Tone }): ReactNode {
  return <StateBadge value={run.conclusion ?? run.status} {...(tone === undefined ? {} : { tone })} />;
}

function lengthOf(run: Run): number | null {
  return run.duration_seconds ?? secondsBetween(run.started_at, run.completed_at);
}

function firstLine(message: string | null): string {
  return message?.split('\n', 1)[0] ?? '';
}
