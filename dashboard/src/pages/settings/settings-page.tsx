import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, lazyRouteComponent, Link } from '@tanstack/react-router';
import { Suspense, type ComponentType, type ReactNode } from 'react';
import { meQuery } from '../../api/session';
import { OAuthOutcome } from '../../ui/oauth-outcome';
import { Page } from '../../ui/page';
import { Empty, Loading } from '../../ui/states';

const route = getRouteApi('/inside/settings/$section');

interface Part {
  readonly id: string;
  readonly title: string;
  readonly isForAdmins?: boolean;
  readonly Content: ComponentType;
}

/**
 * The parts of the settings, each with an address of its own. Where an upgrade took a part away, the router's own way of loading
 * loads the page anew; React's `lazy` would keep the refusal for as long as the tab is open.
 */
const PARTS: readonly Part[] = [
  {
    id: 'connections',
    title: 'Forge accounts',
    Content: lazyRouteComponent(() => import('./accounts'), 'Accounts'),
  },
  {
    id: 'account',
    title: 'Account',
    Content: lazyRouteComponent(() => import('./account'), 'Account'),
  },
  { id: 'tokens', title: 'API tokens', Content: lazyRouteComponent(() => import('./tokens'), 'Tokens') },
  { id: 'usage', title: 'Usage', Content: lazyRouteComponent(() => import('./usage'), 'Usage') },
  {
    id: 'sessions',
    title: 'Sessions',
    Content: lazyRouteComponent(() => import('./sessions'), 'Sessions'),
  },
  {
    id: 'deliveries',
    title: 'Deliveries',
    Content: lazyRouteComponent(() => import('./deliveries'), 'Deliveries'),
  },
  { id: 'tasks', title: 'Tasks', Content: lazyRouteComponent(() => import('./tasks'), 'Tasks') },
  { id: 'alerts', title: 'Alerts', Content: lazyRouteComponent(() => import('./alerts'), 'Alerts') },
  {
    id: 'people',
    title: 'People',
    isForAdmins: true,
    Content: lazyRouteComponent(() => import('./people'), 'People'),
  },
  {
    id: 'audit-log',
    title: 'Audit log',
    Content: lazyRouteComponent(() => import('./audit-log'), 'AuditLog'),
  },
  { id: 'ai', title: 'AI', Content: lazyRouteComponent(() => import('./ai'), 'Ai') },
];

/** Forge accounts, the caller's own, tokens, usage, sessions, deliveries, tasks, alerts, people, the audit log, AI. */
export function SettingsPage(): ReactNode {
  const { section } = route.useParams();
  const outcome = route.useSearch();
  const { data: me } = useSuspenseQuery(meQuery);
  const part = PARTS.find(({ id }) => id === section);
  return (
    <Page title="Settings">
      <nav className="tabs" aria-label="Settings">
        {PARTS.filter(({ isForAdmins }) => isForAdmins !== true || me.role === 'admin').map(({ id, title }) => (
          <Link
            key={id}
            to="/settings/$section"
            params={{ section: id }}
            className="tab"
            aria-current={id === section ? 'page' : undefined}
          >
            {title}
          </Link>
        ))}
      </nav>
      <OAuthOutcome outcome={outcome} />
      <Suspense fallback={<Loading />}>
        {part === undefined ? <Empty icon="search" title="There are no such settings" /> : <part.Content />}
      </Suspense>
    </Page>
  );
}
