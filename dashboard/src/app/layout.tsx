import {
  ActionIcon,
  AppShell,
  Burger,
  Group,
  Menu,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { hashKey, useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { lazyRouteComponent, Link, Outlet, useLocation, useRouter } from '@tanstack/react-router';
import { Suspense, useEffect, useRef, type ReactNode } from 'react';
import { openIncidentCountQuery } from '../api/incidents';
import { messageOf } from '../api/problem';
import { meQuery, methodsQuery, signOut } from '../api/session';
import { Icon, type IconName } from '../ui/icons';
import { useLiveState, useLiveUpdates } from './live';
import { openPalette } from './palette-store';
import { queryClient } from './query-client';

const Palette = lazyRouteComponent(() => import('./palette'));

const NAVIGATION: readonly { readonly to: string; readonly title: string; readonly icon: IconName }[] = [
  { to: '/', title: 'Overview', icon: 'overview' },
  { to: '/incidents', title: 'Incidents', icon: 'incident' },
  { to: '/runs', title: 'Runs', icon: 'run' },
  { to: '/analytics', title: 'Analytics', icon: 'chart' },
  { to: '/repositories', title: 'Repositories', icon: 'repository' },
  { to: '/settings/connections', title: 'Settings', icon: 'settings' },
];

/** The frame of every page behind the sign-in: navigation, search, who is signed in. */
export function Layout(): ReactNode {
  useLiveUpdates();
  // Also while somebody types into a field.
  useHotkeys([['mod+K', openPalette]], []);
  const [opened, menu] = useDisclosure();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const { close } = menu;
  useEffect(() => {
    close();
    // Screen readers then begin at the new page, not at the link that led there.
    main.current?.focus({ preventScroll: true });
  }, [pathname, close]);
  return (
    <AppShell
      header={{ height: { base: 48, sm: 0 } }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      {/* Not a link: the page's <base> would turn `#main` into another address. */}
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <AppShell.Header hiddenFrom="sm" px="sm">
        <Group h="100%" justify="space-between">
          <Brand />
          <Group gap="xs">
            <ActionIcon variant="subtle" color="gray" aria-label="Search" onClick={openPalette}>
              <Icon name="search" />
            </ActionIcon>
            <Burger opened={opened} onClick={menu.toggle} size="sm" aria-label="Menu" aria-expanded={opened} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm">
        <nav className="nav" aria-label="Main">
          <div className="stack">
            <span className="mantine-visible-from-sm">
              <Brand />
            </span>
            <button type="button" className="searchbox" onClick={openPalette}>
              <Icon name="search" size={15} /> Search
              <kbd>Ctrl K</kbd>
            </button>
          </div>
          <div style={{ height: '0.75rem' }} />
          {NAVIGATION.map(({ to, title, icon }) => (
            <NavLink key={to} to={to} title={title} icon={icon} />
          ))}
          <div className="nav-end">
            <LiveNote />
            <Account />
          </div>
        </nav>
      </AppShell.Navbar>
      <AppShell.Main id="main" ref={main} tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
      <Suspense>
        <Palette />
      </Suspense>
    </AppShell>
  );
}

function Brand(): ReactNode {
  return (
    <Link to="/" className="brand">
      <img src="./assets/mark.svg" alt="" width={22} height={22} /> DevFlowFix
    </Link>
  );
}

function NavLink({
  to,
  title,
  icon,
}: {
  readonly to: string;
  readonly title: string;
  readonly icon: IconName;
}): ReactNode {
  const { pathname } = useLocation();
  const section = `/${to.split('/')[1] ?? ''}`;
  const current = section === '/' ? pathname === '/' : pathname.startsWith(section);
  return (
    <Link to={to} className="nav-link" aria-current={current ? 'page' : undefined}>
      <Icon name={icon} /> {title}
      {icon === 'incident' ? <OpenIncidents /> : null}
    </Link>
  );
}

/** How many incidents are open right now; the one red thing in the navigation. */
function OpenIncidents(): ReactNode {
  const { data } = useQuery(openIncidentCountQuery);
  if (data === undefined || data === 0) return null;
  return (
    <span className="nav-count" data-tone="red">
      {data}
      <span className="sr-only"> open</span>
    </span>
  );
}

function LiveNote(): ReactNode {
  const live = useLiveState() === 'live';
  return (
    <Tooltip label={live ? 'The server tells of every change' : 'The page asks for changes every few seconds'}>
      <span className="state nav-link" data-tone={live ? 'green' : 'quiet'} role="status">
        <i aria-hidden="true" /> {live ? 'Live' : 'Every few seconds'}
      </span>
    </Tooltip>
  );
}

/** Of whoever was signed in nothing stays. How people sign in is nobody's own, and the page that is shown then waits for it. */
function forget(): void {
  const kept = hashKey(methodsQuery.queryKey);
  queryClient.removeQueries({ predicate: ({ queryHash }) => queryHash !== kept });
  queryClient.getMutationCache().clear();
}

function Account(): ReactNode {
  const { data: me } = useSuspenseQuery(meQuery);
  const router = useRouter();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const other = scheme === 'dark' ? 'light' : 'dark';
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async (elsewhere) => {
      // What is known goes with the page, not before it: without it this frame would ask who is signed in, and fail on the answer.
      if (elsewhere !== null) {
        window.location.assign(elsewhere);
        return;
      }
      await router.navigate({ to: '/sign-in' }).finally(forget);
    },
  });
  return (
    <>
      {leave.isError ? (
        <div className="small" data-tone="amber" role="alert">
          Not signed out: {messageOf(leave.error)}
        </div>
      ) : null}
      <Group gap={4} wrap="nowrap" justify="space-between">
        <Menu position="top-start" withinPortal>
          <Menu.Target>
            <button type="button" className="nav-link account">
              <Icon name="user" /> <span className="account-name">{me.full_name ?? me.email}</span>
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{me.email}</Menu.Label>
            <Menu.Item component="a" href="docs">
              API by hand
            </Menu.Item>
            <Menu.Item
              onClick={() => {
                leave.mutate();
              }}
            >
              Sign out
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Switch to ${other} colours`}
          onClick={() => {
            setColorScheme(other);
          }}
        >
          <Icon name={scheme === 'dark' ? 'sun' : 'moon'} />
        </ActionIcon>
      </Group>
    </>
  );
}
