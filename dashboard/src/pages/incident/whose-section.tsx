import type { ReactNode } from 'react';
import type { IncidentDetail } from '../../api/incidents';
import { Copyable } from '../../ui/copy';
import { Section } from '../../ui/page';
import { Time } from '../../ui/time';
import { VERDICT_SENTENCES } from '../../ui/words';

/** Whose the failure is, and what speaks for it. */
export function WhoseSection({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const { verdict, verdict_evidence: evidence } = incident.analysis;
  const suspects = incident.occurrences[0]?.suspects ?? [];
  return (
    <Section title="Whose it is">
      <p className="lead">{VERDICT_SENTENCES[verdict]}</p>
      {evidence.length === 0 ? null : (
        <ul className="reasons">
          {evidence.map((each) => (
            <li key={`${each.code} ${each.message}`}>{each.message}</li>
          ))}
        </ul>
      )}
      {suspects.length === 0 ? null : (
        <>
          <h3>Suspected commits</h3>
          <ul className="list">
            {suspects.map((suspect) => (
              <li key={suspect.sha} className="suspect">
                <div className="row">
                  <Copyable text={suspect.sha} shown={suspect.sha.slice(0, 7)} what="commit" />
                  {suspect.url === null ? null : (
                    <a href={suspect.url} target="_blank" rel="noreferrer">
                      at the forge
                    </a>
                  )}
                </div>
                <div className="anywhere">{suspect.subject}</div>
                <div className="dim small">
                  {suspect.author ?? 'somebody'} <Time at={suspect.committed_at} />
                  {suspect.blamed_files.length === 0 ? '' : `, touched ${suspect.blamed_files.join(', ')}`}
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
