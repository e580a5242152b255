import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { incidentPullsQuery, type IncidentDetail, type PullRequest } from '../../api/incidents';
import { Icon } from '../../ui/icons';
import { Section } from '../../ui/page';
import { StateBadge } from '../../ui/state-badge';
import { Loaded } from '../../ui/states';
import { Time } from '../../ui/time';
import { wordsOf } from '../../ui/words';

const VERIFIED: Readonly<Record<PullRequest['verified'], string>> = {
  unverified: 'not verified yet',
  running: 'CI is running on it',
  verified: 'verified: CI is green with it',
  failed: 'CI stayed red with it',
};

/** The incident's fix pull requests: state, proof, checks. Nothing is shown where there is none. */
export function PullsSection({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const query = useQuery(incidentPullsQuery(incident.id));
  if (query.data?.pull_requests.length === 0) return null;
  return (
    <Section title="Pull requests">
      <Loaded query={query} rows={2}>
        {({ pull_requests: pulls }) => (
          <ul className="list">
            {pulls.map((pull) => (
              <Pull key={pull.id} pull={pull} />
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

function Pull({ pull }: { readonly pull: PullRequest }): ReactNode {
  return (
    <li className="issue stack" style={{ gap: '0.35rem' }}>
      <div className="row">
        <StateBadge
          value={pull.state}
          label={pull.state === 'open' && pull.draft ? 'draft' : pull.state}
          tone={pull.state === 'open' ? 'blue' : pull.state === 'merged' ? 'violet' : 'quiet'}
        />
        <StateBadge
          value={pull.verified}
          label={VERIFIED[pull.verified]}
          {...(pull.verified === 'failed' ? { tone: 'amber' as const } : {})}
        />
        {pull.harmed ? <StateBadge value="harmed" tone="red" label="broke something else" /> : null}
      </div>
      <div className="row" style={{ flexWrap: 'nowrap', alignItems: 'flex-start' }}>
        <Icon name="pull" size={16} />
        {pull.pr_url === null ? (
          <strong>{pull.title}</strong>
        ) : (
          <a href={pull.pr_url} target="_blank" rel="noreferrer" className="anywhere">
            <strong>
              #{pull.pr_number} {pull.title}
            </strong>
          </a>
        )}
      </div>
      <div className="dim small row">
        <code className="anywhere">
          {pull.branch_name} → {pull.base_branch}
        </code>
        <span>
          <span data-tone="green">+{pull.additions}</span> <span data-tone="amber">−{pull.deletions}</span> in{' '}
          {pull.changed_files} {pull.changed_files === 1 ? 'file' : 'files'}
        </span>
        <span>
          opened <Time at={pull.created_at} />
        </span>
        {pull.merged_at === null ? null : (
          <span>
            merged <Time at={pull.merged_at} />
          </span>
        )}
        {pull.closed_reason === null ? null : <span>{pull.closed_reason}</span>}
      </div>
      {pull.checks.length === 0 ? null : (
        <ul className="row checks" aria-label="Checks">
          {pull.checks.map((check) => (
            <li key={check.name}>
              <StateBadge
                value={check.conclusion ?? check.status}
                label={check.name}
                {...(check.conclusion === 'failure' ? { tone: 'amber' as const } : {})}
              />
              <span className="sr-only">: {wordsOf(check.conclusion ?? check.status)}</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
