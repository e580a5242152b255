import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { IncidentDetail } from '../../api/incidents';
import { Section } from '../../ui/page';
import type { Tone } from '../../ui/state-badge';
import { Time } from '../../ui/time';

const TONES: Readonly<Record<string, Tone>> = {
  opened: 'red',
  reopened: 'red',
  resolved: 'green',
  pull_request_opened: 'blue',
  pull_request_verified: 'green',
  pull_request_failed: 'amber',
  pull_request_merged: 'violet',
};

/** Everything that happened, newest first. */
export function TimelineSection({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const events = [...incident.timeline].sort((a, b) => b.at.localeCompare(a.at) || b.id.localeCompare(a.id));
  return (
    <Section title="Timeline">
      <ol className="timeline">
        {events.map((event) => (
          <li key={event.id} data-tone={TONES[event.type] ?? 'quiet'}>
            <i aria-hidden="true" />
            <div>
              <span className="timeline-text anywhere">{event.message}</span>
              <div className="dim small row">
                <Time at={event.at} />
                {event.workflow_run_id === null ? null : (
                  <Link to="/runs/$id" params={{ id: event.workflow_run_id }}>
                    run
                  </Link>
                )}
              </div>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
