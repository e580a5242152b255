import { useEffect, type ReactNode } from 'react';

/** A page: its one heading, what can be done on it, and its content. Names the browser's tab, too. */
export function Page({
  title,
  before,
  actions,
  children,
}: {
  readonly title: string;
  /** Above the heading: the way back, or a state. */
  readonly before?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  useEffect(() => {
    document.title = `${title} · DevFlowFix`;
  }, [title]);
  return (
    <div className="page">
      {before === undefined ? null : <div className="page-before">{before}</div>}
      <header className="page-head">
        <h1>{title}</h1>
        {actions === undefined ? null : <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A titled part of a page. */
export function Section({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className="card" aria-label={title}>
      <header className="card-head">
        <h2>{title}</h2>
        {aside === undefined ? null : <div className="card-aside">{aside}</div>}
      </header>
      {children}
    </section>
  );
}
