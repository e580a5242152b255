import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { healthQuery, overviewQuery, type Scope } from '../../api/analytics';
import { Chart } from '../../ui/chart';
import { FigureCard } from '../../ui/figure';
import { percent } from '../../ui/figures';
import { HealthTable } from '../../ui/health-table';
import { Section } from '../../ui/page';
import { FAILURE_TRACKS, failurePoints } from '../../ui/points';
import { Loaded } from '../../ui/states';

/** A line of figures and a chart. */
const SPACE = 484;

/** The figures of the time range, each leading to the rows behind it. */
export function Figures({ scope }: { readonly scope: Scope }): ReactNode {
  const query = useQuery(overviewQuery(scope));
  return (
    <Loaded query={query} space={SPACE}>
      {({ runs, incidents, fixes, series }) => (
        <>
          <div className="figures">
            <FigureCard name="Failure rate" figure={runs.failure_rate} scope={scope} />
            <FigureCard name="Until resolved (mean)" figure={incidents.mttr} scope={scope} />
            <FigureCard name="Red until green again" figure={runs.time_to_recovery} scope={scope} />
            <FigureCard name="Fixes verified" figure={fixes.verified_rate} scope={scope} />
            <FigureCard name="Fixes accepted" figure={fixes.acceptance_rate} scope={scope} />
            <FigureCard name="95 % of runs take at most" figure={runs.duration_p95} scope={scope} />
          </div>
          <Section title="Failure trend">
            <Chart title="Failure rate" points={failurePoints(series)} tracks={FAILURE_TRACKS} format={percent} />
          </Section>
        </>
      )}
    </Loaded>
  );
}

/** How reliable each repository is. */
export function Health({ scope }: { readonly scope: Scope }): ReactNode {
  const query = useQuery(healthQuery(scope));
  return <Loaded query={query}>{({ repositories }) => <HealthTable repositories={repositories} />}</Loaded>;
}
