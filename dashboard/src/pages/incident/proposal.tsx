import type { ReactNode } from 'react';
import type { FixPreview } from '../../api/incidents';
import { CopyButton } from '../../ui/copy';
import { Diff } from '../../ui/diff';
import { StateBadge } from '../../ui/state-badge';
import { wordsOf } from '../../ui/words';

/** A proposed change with its reasons and what the gates said of it, or why there is none. */
export function Proposal({ proposal }: { readonly proposal: FixPreview }): ReactNode {
  return (
    <div className="stack">
      <div className="row">
        <StateBadge value={proposal.outcome} />
        {proposal.kind === null ? null : (
          <span>{proposal.kind === 'rule' ? `rule ${proposal.fixer ?? ''}` : `model ${proposal.model ?? ''}`}</span>
        )}
        {proposal.confidence === null ? null : <span>{Math.round(proposal.confidence * 100)} % sure</span>}
        {proposal.target_branch === null ? null : (
          <span className="dim">
            onto <code>{proposal.target_branch}</code>
          </span>
        )}
      </div>
      {proposal.reason === null ? null : <p className="lead">{proposal.reason}</p>}
      {proposal.reasons.length === 0 ? null : (
        <ul className="reasons">
          {proposal.reasons.map((each, index) => (
            <li key={index}>
              {each.reason}
              {each.quotes.slice(0, 2).map((quote) => (
                <div key={`${quote.job} ${quote.line}`} className="small anywhere">
                  <code>{quote.text.trim()}</code>{' '}
                  <span className="nowrap">
                    ({quote.job}, line {quote.line})
                  </span>
                </div>
              ))}
            </li>
          ))}
        </ul>
      )}
      {proposal.diff === null ? null : (
        <div>
          <div className="spread small dim">
            <span>Proposed change</span>
            <CopyButton text={proposal.diff} what="diff" />
          </div>
          <Diff diff={proposal.diff} />
        </div>
      )}
      <Gates gates={proposal.gates} />
      {proposal.commands.length === 0 ? null : (
        <div className="small">
          <span className="dim">Afterwards, by hand: </span>
          {proposal.commands.map((command) => (
            <span key={command} className="copyable">
              <code>{command}</code>
              <CopyButton text={command} what="command" />
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

function Gates({ gates }: { readonly gates: FixPreview['gates'] }): ReactNode {
  if (gates.length === 0) return null;
  const passed = gates.filter((gate) => gate.passed).length;
  return (
    <details open={passed < gates.length}>
      <summary>
        {passed} of {gates.length} safety gates passed
      </summary>
      <ul className="list">
        {gates.map((gate) => (
          <li key={gate.gate} className="list-row small">
            <span>
              <strong>{wordsOf(gate.gate)}</strong> <span className="dim">{gate.reason}</span>
            </span>
            <StateBadge
              value={gate.passed ? 'passed' : 'refused'}
              tone={gate.passed ? 'green' : 'amber'}
              label={gate.passed ? 'passed' : gate.severity === 'human' ? 'needs a person' : 'refused'}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}
