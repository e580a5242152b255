import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Empty } from '../ui/states';

/** For addresses that lead nowhere. */
export function Lost(): ReactNode {
  return (
    <main className="gate">
      <Empty icon="search" title="There is no such page" action={<Link to="/">To the overview</Link>} />
    </main>
  );
}
