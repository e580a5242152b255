import type { ReactNode } from 'react';

/** The frame of the two pages before the sign-in. */
export function Gate({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <main className="gate">
      <div className="card stack">
        <p className="brand">
          <img src="./assets/mark.svg" alt="" width={26} height={26} /> DevFlowFix
        </p>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
