import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { incidentFiguresQuery, type Scope } from '../../api/analytics';
import { CountChart } from '../../ui/count-chart';
import { CsvButton } from '../../ui/csv';
import { FigureCard } from '../../ui/figure';
import { Section } from '../../ui/page';
import { Loaded } from '../../ui/states';

const TRACKS = [
  { key: 'opened', name: 'Opened', tone: 'red', as: 'line' },
  { key: 'resolved', name: 'Resolved', tone: 'green', as: 'line' },
] as const;

/** What opened, what ended, and how long it took. */
export function IncidentsPart({ scope }: { readonly scope: Scope }): ReactNode {
  const query = useQuery(incidentFiguresQuery(scope));
  return (
    <Section
      title="Incidents"
      aside={<CsvButton family="incidents" table="series" scope={scope} what="Incidents over time" />}
    >
      <Loaded query={query}>
        {({ figures, series }) => (
          <div className="stack">
            <div className="figures">
              <FigureCard name="Opened" figure={figures.opened} scope={scope} />
              <FigureCard name="Open now" figure={figures.open} scope={scope} />
              <FigureCard name="Until resolved (mean)" figure={figures.mttr} scope={scope} />
              <FigureCard name="Until resolved (median)" figure={figures.mttr_median} scope={scope} />
              <FigureCard name="Until detected" figure={figures.time_to_detect} scope={scope} />
              <FigureCard name="Noise, not the code" figure={figures.noise_share} scope={scope} />
            </div>
            <CountChart title="Incidents opened and resolved" tracks={TRACKS} series={series} />
          </div>
        )}
      </Loaded>
    </Section>
  );
}
