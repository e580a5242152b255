import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';
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

/** The parts of the settings, each with an address of its own. */
const PARTS: readonly Part[] = [
  {
    id: 'connections',
    title: 'Forge accounts',
    Content: lazy(async () => ({ default: (await import('./accounts')).Accounts })),
  },
  {
    id: 'account',
    title: 'Account',
    Content: lazy(async () => ({ default: (await import('./account')).Account })),
  },
  { id: 'tokens', title: 'API tokens', Content: lazy(async () => ({ default: (await import('./tokens')).Tokens })) },
  { id: 'usage', title: 'Usage', Content: lazy(async () => ({ default: (await import('./usage')).Usage })) },
  {
    id: 'sessions',
    title: 'Sessions',
    Content: lazy(async () => ({ default: (await import('./sessions')).Sessions })),
  },
  {
    id: 'deliveries',
    title: 'Deliveries',
    Content: lazy(async () => ({ default: (await import('./deliveries')).Deliveries })),
  },
  { id: 'tasks', title: 'Tasks', Content: lazy(async () => ({ default: (await import('./tasks')).Tasks })) },
  { id: 'alerts', title: 'Alerts', Content: lazy(async () => ({ default: (await import('./alerts')).Alerts })) },
  {
    id: 'people',
    title: 'People',
    isForAdmins: true,
    Content: lazy(async () => ({ default: (await import('./people')).People })),
  },
  {
    id: 'audit-log',
    title: 'Audit log',
    Content: lazy(async () => ({ default: (await import('./audit-log')).AuditLog })),
  },
  { id: 'ai', title: 'AI', Content: lazy(async () => ({ default: (await import('./ai')).Ai })) },
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
