import { useState, type ReactNode } from 'react';
import type { Job } from '../../api/runs';
import { Icon } from '../../ui/icons';
import { Empty } from '../../ui/states';
import { duration, secondsBetween } from '../../ui/durations';
import { RunState } from '../runs/run-table';

interface Span {
  readonly started_at: string | null;
  readonly completed_at: string | null;
}

/** Jobs as bars over the run's time; a job opens to its steps. Failed ones are open by themselves. */
export function Gantt({ jobs }: { readonly jobs: readonly Job[] }): ReactNode {
  const starts = jobs.flatMap((job) => (job.started_at === null ? [] : [Date.parse(job.started_at)]));
  const from = Math.min(...starts);
  const to = Math.max(from + 1000, ...jobs.map((job) => endOf(job)));
  if (jobs.length === 0) return <Empty icon="run" title="The forge has told of no job yet" />;
  return (
    <ul className="gantt">
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} from={from} to={to} />
      ))}
    </ul>
  );
}

function JobRow({ job, from, to }: { readonly job: Job; readonly from: number; readonly to: number }): ReactNode {
  const failed = job.conclusion !== null && job.conclusion !== 'success' && job.conclusion !== 'skipped';
  // What the person chose; until then a job that failed, also one that fails while it is looked at, shows its steps.
  const [chosen, choose] = useState<boolean | null>(null);
  const open = chosen ?? failed;
  return (
    <li>
      <button
        type="button"
        className="gantt-row gantt-job"
        aria-expanded={open}
        disabled={job.steps.length === 0}
        onClick={() => {
          choose(!open);
        }}
      >
        <span className="gantt-name">
          <span className="gantt-chevron" data-open={open}>
            <Icon name="chevron" size={13} />
          </span>
          {job.name}
        </span>
        <RunState run={job} />
        <Bar span={job} from={from} to={to} conclusion={job.conclusion} />
        <span className="gantt-length">{duration(secondsBetween(job.started_at, job.completed_at))}</span>
      </button>
      {open ? (
        <ul>
          {job.steps.map((step) => (
            <li key={step.number} className="gantt-row gantt-step">
              <span className="gantt-name anywhere">{step.name}</span>
              <RunState run={step} {...(step.conclusion === 'success' ? { tone: 'quiet' as const } : {})} />
              <Bar span={step} from={from} to={to} conclusion={step.conclusion} />
              <span className="gantt-length">{duration(secondsBetween(step.started_at, step.completed_at))}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}

function endOf({ started_at, completed_at }: Span): number {
  if (completed_at !== null) return Date.parse(completed_at);
  return started_at === null ? 0 : Date.now();
}

function Bar({
  span,
  from,
  to,
  conclusion,
}: {
  readonly span: Span;
  readonly from: number;
  readonly to: number;
  readonly conclusion: string | null;
}): ReactNode {
  if (span.started_at === null) return <span className="gantt-track" />;
  const start = Date.parse(span.started_at);
  const share = (time: number): number => Math.min(100, Math.max(0, ((time - from) / (to - from)) * 100));
  const left = share(start);
  // Short steps would vanish.
  const width = Math.max(0.8, share(endOf(span)) - left);
  return (
    <span className="gantt-track" aria-hidden="true">
      <i
        data-result={conclusion ?? 'running'}
        style={{ left: `${Math.min(left, 99.2)}%`, width: `${Math.min(width, 100 - Math.min(left, 99.2))}%` }}
      />
    </span>
  );
}
