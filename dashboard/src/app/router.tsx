import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { basePath } from '../api/client';
import { ApiError, OfflineError } from '../api/problem';
import { meQuery } from '../api/session';
import { analyticsSearch } from '../pages/analytics/search';
import { incidentsSearch } from '../pages/incidents/search';
import { runsSearch, runSearch } from '../pages/runs/search';
import { overviewSearch } from '../pages/overview/search';
import { repositoriesSearch } from '../pages/repositories/search';
import { settingsSearch } from '../pages/settings/search';
import { oauthSearch } from '../pages/welcome/search';
import { Failure, Loading } from '../ui/states';
import { defined, text } from '../ui/search';
import { Layout } from './layout';
import { Lost } from './lost';
import { queryClient, whenSessionIsLost } from './query-client';

const root = createRootRoute({ component: Outlet, notFoundComponent: Lost });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { readonly return_to?: string; readonly code?: string } =>
    defined({ return_to: text(search.return_to), code: text(search.code) }),
  component: lazyRouteComponent(() => import('../pages/sign-in/sign-in-page'), 'SignInPage'),
});

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  component: lazyRouteComponent(() => import('../pages/sign-in/register-page'), 'RegisterPage'),
});

const confirmAlerts = createRoute({
  getParentRoute: () => root,
  path: '/confirm-alerts',
  component: lazyRouteComponent(() => import('../pages/confirm-alerts/confirm-alerts-page'), 'ConfirmAlertsPage'),
});

/** All pages behind the sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Layout,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.query({ ...meQuery, staleTime: 'static' });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { return_to: location.href } });
    }
  },
});

const page = { getParentRoute: () => inside } as const;

const overview = createRoute({
  ...page,
  path: '/',
  validateSearch: overviewSearch,
  component: lazyRouteComponent(() => import('../pages/overview/overview-page'), 'OverviewPage'),
});
const welcome = createRoute({
  ...page,
  path: '/welcome',
  validateSearch: oauthSearch,
  component: lazyRouteComponent(() => import('../pages/welcome/welcome-page'), 'WelcomePage'),
});
const incidents = createRoute({
  ...page,
  path: '/incidents',
  validateSearch: incidentsSearch,
  component: lazyRouteComponent(() => import('../pages/incidents/incidents-page'), 'IncidentsPage'),
});
const incident = createRoute({
  ...page,
  path: '/incidents/$id',
  component: lazyRouteComponent(() => import('../pages/incident/incident-page'), 'IncidentPage'),
});
const runs = createRoute({
  ...page,
  path: '/runs',
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import('../pages/runs/runs-page'), 'RunsPage'),
});
const run = createRoute({
  ...page,
  path: '/runs/$id',
  validateSearch: runSearch,
  component: lazyRouteComponent(() => import('../pages/run/run-page'), 'RunPage'),
});
const analytics = createRoute({
  ...page,
  path: '/analytics',
  validateSearch: analyticsSearch,
  component: lazyRouteComponent(() => import('../pages/analytics/analytics-page'), 'AnalyticsPage'),
});
const repositories = createRoute({
  ...page,
  path: '/repositories',
  validateSearch: repositoriesSearch,
  component: lazyRouteComponent(() => import('../pages/repositories/repositories-page'), 'RepositoriesPage'),
});
const repository = createRoute({
  ...page,
  path: '/repositories/$id',
  component: lazyRouteComponent(() => import('../pages/repository/repository-page'), 'RepositoryPage'),
});
const settings = createRoute({
  ...page,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/$section', params: { section: 'connections' } });
  },
});
const settingsSection = createRoute({
  ...page,
  path: '/settings/$section',
  validateSearch: settingsSearch,
  component: lazyRouteComponent(() => import('../pages/settings/settings-page'), 'SettingsPage'),
});

const routeTree = root.addChildren([
  signIn,
  register,
  confirmAlerts,
  inside.addChildren([
    overview,
    welcome,
    incidents,
    incident,
    runs,
    run,
    analytics,
    repositories,
    repository,
    settings,
    settingsSection,
  ]),
]);

export const router = createRouter({
  routeTree,
  basepath: basePath,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultPendingComponent: () => <Loading />,
  // Pages of one kind would share what was opened, typed and answered in them: of one incident on the page of another.
  defaultRemountDeps: ({ params }) => params,
  defaultErrorComponent: ({ error, reset }) => <Failure error={error} retry={() => void tryAgain(error, reset)} />,
});

/** After a failure that took the whole page: what the page needs is asked for anew before it is drawn again. */
async function tryAgain(error: unknown, reset: () => void): Promise<void> {
  if (error instanceof ApiError || error instanceof OfflineError) {
    await router.invalidate();
    reset();
    return;
  }
  // A part of the page that could not be loaded, or a fault of the page: only a fresh one may do better.
  window.location.reload();
}

whenSessionIsLost(() => {
  const { href, pathname } = router.state.location;
  if (pathname === '/sign-in') return;
  queryClient.clear();
  void router.navigate({ to: '/sign-in', search: { return_to: href } });
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
