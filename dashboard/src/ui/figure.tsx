import { Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formulasQuery, type Figure, type Scope } from '../api/analytics';
import { formatted, intervalOf, rowsBehind } from './figures';

/** A number with what it rests on; where it comes from shows on hover, focus and touch. */
export function FigureCard({
  name,
  figure,
  scope,
}: {
  readonly name: string;
  readonly figure: Figure;
  readonly scope: Scope;
}): ReactNode {
  const interval = intervalOf(figure);
  const behind = rowsBehind(figure.formula, scope);
  return (
    <div className="card figure">
      <div className="figure-name">{name}</div>
      {figure.value === null ? (
        <div className="figure-none">not enough data</div>
      ) : (
        <div className="figure-value">{formatted(figure.formula, figure.value)}</div>
      )}
      <div className="dim small figure-basis">
        <Provenance figure={figure} name={name} />
        {interval === null ? null : <span className="nowrap">95 %: {interval}</span>}
      </div>
      <div className="small">
        <Link to={behind.to} search={behind.search}>
          {behind.name}
        </Link>
      </div>
    </div>
  );
}

/** What a number rests on, and on demand how it was made of what. */
export function Provenance({ figure, name }: { readonly figure: Figure; readonly name: string }): ReactNode {
  const formulas = useQuery(formulasQuery);
  const day = (at: string): string => new Date(at).toLocaleDateString();
  return (
    <Tooltip
      multiline
      w={340}
      events={{ hover: true, focus: true, touch: true }}
      label={
        <>
          <div>{formulas.data?.get(figure.formula) ?? figure.formula}</div>
          <div>
            {figure.formula}, {day(figure.window.since)} – {day(figure.window.until)}, n = {figure.n}
          </div>
          {figure.excluded.map(({ what, n }) => (
            <div key={what}>
              left out: {what} ({n})
            </div>
          ))}
        </>
      }
    >
      <button type="button" className="provenance" aria-label={`${name}: n = ${figure.n}, where it comes from`}>
        n = {figure.n.toLocaleString('en')}
      </button>
    </Tooltip>
  );
}

/** A figure in a table's cell: its value, or that there is too little. */
export function FigureCell({ figure, name }: { readonly figure: Figure; readonly name: string }): ReactNode {
  return (
    <span className="nowrap">
      {figure.value === null ? <span className="dim">–</span> : formatted(figure.formula, figure.value)}{' '}
      <span className="small dim">
        <Provenance figure={figure} name={name} />
      </span>
    </span>
  );
}
