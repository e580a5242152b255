import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { incidentsQuery } from '../api/incidents';
import { connectionsQuery } from '../api/repositories';
import { Icon, type IconName } from '../ui/icons';
import { paletteStore } from './palette-store';
import { wordsOf } from '../ui/words';

const PAGES: readonly (readonly [string, string, IconName])[] = [
  ['/', 'Overview', 'overview'],
  ['/incidents', 'Incidents', 'incident'],
  ['/runs', 'Runs', 'run'],
  ['/analytics', 'Analytics', 'chart'],
  ['/runs?conclusion=failure', 'Failed runs', 'run'],
  ['/repositories', 'Repositories', 'repository'],
  ['/welcome', 'First steps', 'check'],
  ['/settings/connections', 'Settings: forge accounts', 'plug'],
  ['/settings/tokens', 'Settings: API tokens', 'settings'],
  ['/settings/alerts', 'Settings: alerts', 'settings'],
  ['/settings/sessions', 'Settings: sessions', 'settings'],
  ['/settings/ai', 'Settings: AI and what it cost', 'settings'],
  ['/settings/deliveries', 'Settings: webhook deliveries', 'settings'],
];

/** Ctrl-K: pages, repositories, and incidents by their words. */
export default function Palette(): ReactNode {
  const router = useRouter();
  const [query, setQuery] = useState('');
  const [search] = useDebouncedValue(query.trim(), 150);
  const repositories = useQuery({ ...connectionsQuery({}), select: (list) => list.connections });
  const incidents = useQuery({
    ...incidentsQuery({ search, limit: 8 }),
    enabled: search.length > 1,
    select: (list) => list.incidents,
  });

  const action = (
    href: string,
    label: string,
    icon: IconName,
    more: Pick<SpotlightActionData, 'description' | 'keywords'> = {},
  ): SpotlightActionData => ({
    id: href,
    label,
    leftSection: <Icon name={icon} />,
    ...more,
    onClick: () => void router.navigate({ href }),
  });
  const groups: SpotlightActionGroupData[] = [
    { group: 'Pages', actions: PAGES.map(([href, title, icon]) => action(href, title, icon)) },
    {
      group: 'Repositories',
      actions: (repositories.data ?? []).map(({ id, repository_full_name }) =>
        action(`/repositories/${id}`, repository_full_name, 'repository'),
      ),
    },
    {
      group: 'Incidents',
      actions: (incidents.data ?? []).map(({ id, title, status, repository_full_name }) =>
        action(`/incidents/${id}`, title, 'incident', {
          description: `${repository_full_name} · ${wordsOf(status)}`,
          // The server found the words in it, perhaps where they do not show: in its cause, workflow or branch.
          keywords: search,
        }),
      ),
    },
  ];
  return (
    <Spotlight
      store={paletteStore}
      actions={groups}
      // The frame listens for the key: it is there before this is loaded.
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      highlightQuery
      scrollable
      maxHeight={420}
      nothingFound="Nothing found"
      searchProps={{ placeholder: 'Pages, repositories, incidents…', 'aria-label': 'Search' }}
    />
  );
}
