import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fixFiguresQuery, type Scope } from '../../api/analytics';
import type { Schemas } from '../../api/client';
import { CountChart } from '../../ui/count-chart';
import { CsvButton } from '../../ui/csv';
import { FigureCard } from '../../ui/figure';
import { Section } from '../../ui/page';
import { Empty, Loaded } from '../../ui/states';

type Funnel = Schemas['FunnelDto'];

const TRACKS = [
  { key: 'opened', name: 'Opened', tone: 'blue', as: 'bar' },
  { key: 'merged', name: 'Merged', tone: 'violet', as: 'line' },
] as const;

const STEPS: readonly (readonly [keyof Funnel, string, string])[] = [
  ['tried', 'Tried', 'incidents a fix was tried for'],
  ['proposed', 'Proposed', 'of them with a patch that passed the gates'],
  ['opened', 'Opened', 'pull requests'],
  ['verified', 'Verified', "green on the repository's own CI"],
  ['merged', 'Merged', 'by a person'],
];
const LEFT: readonly (readonly [keyof Funnel, string])[] = [
  ['closed', 'closed by a person'],
  ['failed', 'failed: no attempt was green'],
  ['withdrawn', 'withdrawn by DevFlowFix'],
  ['unproven', 'proven by no CI'],
];
const HARMS: Readonly<Record<string, string>> = {
  seen_again: 'the failure came back',
  new_failure: 'a new failure struck the files it touched',
  reverted: 'the merge was reverted',
};

/** From a tried fix to one that held. */
export function FixesPart({ scope }: { readonly scope: Scope }): ReactNode {
  const query = useQuery(fixFiguresQuery(scope));
  return (
    <Section
      title="Fixes"
      aside={<CsvButton family="pr-effectiveness" table="figures" scope={scope} what="Figures of fixes" />}
    >
      <Loaded query={query}>
        {({ figures, funnel, harms, series }) => (
          <div className="stack">
            <div className="figures">
              <FigureCard name="Proposed" figure={figures.proposal_rate} scope={scope} />
              <FigureCard name="Verified" figure={figures.verified_rate} scope={scope} />
              <FigureCard name="Accepted" figure={figures.acceptance_rate} scope={scope} />
              <FigureCard name="Still good after 14 days" figure={figures.survival_rate} scope={scope} />
              <FigureCard name="Did harm" figure={figures.harm_rate} scope={scope} />
              <FigureCard name="Withdrawn" figure={figures.withdrawal_rate} scope={scope} />
              <FigureCard name="Until merged (median)" figure={figures.time_to_fix} scope={scope} />
              <FigureCard name="Until merged (9 of 10)" figure={figures.time_to_fix_p90} scope={scope} />
              <FigureCard name="A merged fix costs" figure={figures.cost_per_merged_fix} scope={scope} />
            </div>
            <div className="charts">
              <FunnelBars funnel={funnel} />
              <CountChart title="Fix pull requests opened and merged" tracks={TRACKS} series={series} />
            </div>
            {harms.length === 0 ? null : (
              <ul className="reasons" aria-label="Harm done">
                {harms.map(({ kind, fixes }) => (
                  <li key={kind}>
                    {fixes} merged {fixes === 1 ? 'fix' : 'fixes'} did harm: {HARMS[kind] ?? kind}
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
      </Loaded>
    </Section>
  );
}

function FunnelBars({ funnel }: { readonly funnel: Funnel }): ReactNode {
  const most = Math.max(...STEPS.map(([key]) => funnel[key]));
  if (most === 0) return <Empty icon="pull" title="No fix was tried in this time" />;
  const left = LEFT.filter(([key]) => funnel[key] > 0);
  return (
    <figure className="chart" aria-label="From a tried fix to a merged one">
      <ol className="funnel">
        {STEPS.map(([key, name, note]) => (
          <li key={key}>
            <span className="spread">
              <strong>{name}</strong>
              <span>
                {funnel[key]} <span className="dim small">{note}</span>
              </span>
            </span>
            <span className="funnel-track" aria-hidden="true">
              <i style={{ width: `${(funnel[key] / most) * 100}%` }} />
            </span>
          </li>
        ))}
      </ol>
      {left.length === 0 ? null : (
        <figcaption className="small dim">
          Left on the way: {left.map(([key, name]) => `${funnel[key]} ${name}`).join(', ')}.
        </figcaption>
      )}
    </figure>
  );
}
