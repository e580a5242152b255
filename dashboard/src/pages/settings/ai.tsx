import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { aiQuery } from '../../api/credentials';
import { Section } from '../../ui/page';
import { StateBadge } from '../../ui/state-badge';
import { Loaded } from '../../ui/states';

const number = new Intl.NumberFormat('en');

/** Whether a model helps, what it cost, and what it may cost. */
export function Ai(): ReactNode {
  const query = useQuery(aiQuery);
  return (
    <Section title="AI">
      <Loaded query={query}>
        {({ configured, model, spend_24h: spend, caps }) => (
          <div className="stack">
            {configured ? null : (
              <p className="dim">
                No endpoint is set, and none is needed: diagnosis and most fixes are rules. The operator sets one with
                <code> AI_BASE_URL</code> and <code>AI_MODEL</code>.
              </p>
            )}
            <dl className="facts">
              <dt>State</dt>
              <dd>
                <StateBadge
                  value={configured ? 'active' : 'off'}
                  label={configured ? `uses ${model ?? 'a model'}` : 'off'}
                />
              </dd>
              <dt>Last 24 hours</dt>
              <dd>
                {number.format(spend.requests)} requests, {number.format(spend.prompt_tokens)} tokens in,{' '}
                {number.format(spend.completion_tokens)} out
                {spend.cost === null ? '' : `, cost ${spend.cost}`}
              </dd>
              <dt>Limits</dt>
              <dd>
                {caps.requests_per_incident} requests an incident, {caps.daily_requests_per_repository} a day and
                repository
                {caps.daily_cost === null ? '' : `, cost ${caps.daily_cost} a day`}
              </dd>
            </dl>
          </div>
        )}
      </Loaded>
    </Section>
  );
}
