import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { deploymentsQuery, type Scope } from '../../api/analytics';
import { CountChart } from '../../ui/count-chart';
import { CsvButton } from '../../ui/csv';
import { FigureCard } from '../../ui/figure';
import { Section } from '../../ui/page';
import { QueryFailure, useFailure } from '../../ui/states';

const TRACKS = [
  { key: 'succeeded', name: 'Succeeded', tone: 'blue', as: 'bar' },
  { key: 'failed', name: 'Failed', tone: 'red', as: 'line' },
] as const;

/** How often, how surely and how soon; hidden until a repository says which of its workflows deploy. */
export function DeploymentsPart({ scope }: { readonly scope: Scope }): ReactNode {
  const query = useQuery(deploymentsQuery(scope));
  const answer = query.data;
  const failed = useFailure(query);
  if (answer === undefined && failed !== null) {
    return (
      <Section title="Deployments">
        <QueryFailure query={query} />
      </Section>
    );
  }
  if (answer?.is_marked !== true) return null;
  const { figures, series } = answer;
  return (
    <Section
      title="Deployments"
      aside={<CsvButton family="deployments" table="figures" scope={scope} what="Figures of deployments" />}
    >
      <div className="stack">
        <div className="figures">
          <FigureCard name="Deployments" figure={figures.total} scope={scope} />
          <FigureCard name="A day" figure={figures.frequency} scope={scope} />
          <FigureCard name="Failed" figure={figures.failure_rate} scope={scope} />
          <FigureCard name="From commit to deployed (median)" figure={figures.lead_time} scope={scope} />
          <FigureCard name="Failed until recovered (median)" figure={figures.recovery_time} scope={scope} />
        </div>
        <CountChart title="Deployments" tracks={TRACKS} series={series} />
      </div>
    </Section>
  );
}
