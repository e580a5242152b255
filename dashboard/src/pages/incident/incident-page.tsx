import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { incidentQuery, type IncidentDetail } from '../../api/incidents';
import { Copyable } from '../../ui/copy';
import { Page } from '../../ui/page';
import { StateBadge } from '../../ui/state-badge';
import { Loaded } from '../../ui/states';
import { duration } from '../../ui/durations';
import { Time } from '../../ui/time';
import { Severity } from '../incidents/incident-table';
import { CareMenu } from './care-menu';
import { EvidenceSection } from './evidence-section';
import { FixSection } from './fix-section';
import { GroupingSection } from './grouping-section';
import { PullsSection } from './pulls-section';
import { TimelineSection } from './timeline-section';
import { WhoseSection } from './whose-section';
import { RESOLUTION_WORDS, wordsOf } from '../../ui/words';

const route = getRouteApi('/inside/incidents/$id');

/** One incident: what broke, where, whose it is, since when; the fix; how all that is known. */
export function IncidentPage(): ReactNode {
  const { id } = route.useParams();
  const query = useQuery(incidentQuery(id));
  return (
    <Page
      title={query.data?.title ?? 'Incident'}
      before={<Link to="/incidents">Incidents</Link>}
      actions={query.data === undefined ? null : <CareMenu incident={query.data} />}
    >
      <Loaded query={query}>
        {(incident) => (
          <>
            <Summary incident={incident} />
            <div className="columns">
              <div className="stack">
                <EvidenceSection incident={incident} />
                <FixSection incident={incident} />
                <PullsSection incident={incident} />
                <GroupingSection incident={incident} />
              </div>
              <div className="stack">
                <WhoseSection incident={incident} />
                <TimelineSection incident={incident} />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Summary({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  return (
    <div className="card">
      <div className="row">
        <StateBadge value={incident.status} />
        <Severity value={incident.severity} status={incident.status} />
        <span>{wordsOf(incident.class)}</span>
        <span>
          {incident.repository_connection_id === null ? (
            incident.repository_full_name
          ) : (
            <Link to="/repositories/$id" params={{ id: incident.repository_connection_id }}>
              {incident.repository_full_name}
            </Link>
          )}
        </span>
        {incident.branch === null ? null : <Copyable text={incident.branch} what="branch" />}
        <span className="dim">{incident.workflow_name}</span>
        <span className="dim">
          since <Time at={incident.first_seen_at} />, seen {incident.occurrence_count} ×, last{' '}
          <Time at={incident.last_seen_at} />
          {incident.reopened_count > 0 ? `, back again ${incident.reopened_count} ×` : ''}
        </span>
        {incident.assignee === null ? null : <span>assigned to {incident.assignee}</span>}
      </div>
      {incident.resolved_at === null ? null : (
        <p className="resolved" data-tone="green">
          Resolved <Time at={incident.resolved_at} />
          {incident.resolution === null ? '' : ` ${RESOLUTION_WORDS[incident.resolution]}`}, after{' '}
          {duration(incident.resolution_time_seconds)}.
        </p>
      )}
      {incident.merged_into === null ? null : (
        <p className="resolved">
          Merged into{' '}
          <Link to="/incidents/$id" params={{ id: incident.merged_into }}>
            another incident
          </Link>
          .
        </p>
      )}
    </div>
  );
}
