import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { healthQuery } from '../../api/analytics';
import { FigureCard } from '../../ui/figure';
import { Section } from '../../ui/page';
import { Empty, Loaded } from '../../ui/states';

/** How a repository fares, over the month that the overview shows, too. */
const RANGE = '30d';

/** A repository's health beside what it is made of. */
export function HealthSection({ id }: { readonly id: string }): ReactNode {
  const scope = { repository: id, range: RANGE };
  const query = useQuery(healthQuery(scope));
  return (
    <Section
      title="Health, 30 days"
      aside={
        <Link to="/analytics" search={scope}>
          Analytics
        </Link>
      }
    >
      <Loaded query={query} rows={2} space={124}>
        {({ repositories: [found] }) =>
          found === undefined ? (
            <Empty title="Nothing is known of its runs yet" />
          ) : (
            <div className="figures">
              <FigureCard name="Health" figure={found.health} scope={scope} />
              <FigureCard name="Success rate" figure={found.runs.success_rate} scope={scope} />
              <FigureCard name="Red until green again" figure={found.runs.time_to_recovery} scope={scope} />
              <FigureCard name="95 % of runs take" figure={found.runs.duration_p95} scope={scope} />
            </div>
          )
        }
      </Loaded>
    </Section>
  );
}
