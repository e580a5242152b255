import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { connectionsQuery, forgeAccountsQuery, type Connection } from '../../api/repositories';
import { DataTable, type Column } from '../../ui/data-table';
import { FilterText } from '../../ui/filters';
import { forgeName } from '../../ui/forge-name';
import { Page } from '../../ui/page';
import { RepositoryPickers } from '../../ui/repository-picker';
import { StateBadge } from '../../ui/state-badge';
import { Empty, Loaded } from '../../ui/states';
import { Time } from '../../ui/time';
import { repositoriesSearch } from './search';

const COLUMNS: readonly Column<Connection>[] = [
  {
    title: 'Repository',
    grows: true,
    cell: (repository) => (
      <>
        <Link to="/repositories/$id" params={{ id: repository.id }} className="row-link">
          {repository.repository_full_name}
        </Link>
        <div className="dim small row">
          {repository.instance === 'default' ? null : <span>{forgeName(repository)}</span>}
          <code>{repository.default_branch}</code>
          {repository.is_private ? <span>private</span> : null}
        </div>
      </>
    ),
  },
  {
    title: 'Webhook',
    cell: (repository) =>
      repository.disconnected_at === null ? (
        <StateBadge value={repository.webhook_status} />
      ) : (
        <StateBadge value="disconnected" />
      ),
  },
  {
    title: 'Fixes',
    hideOn: 'phone',
    cell: (repository) =>
      repository.auto_pr_enabled ? (
        <span className="nowrap">opened by itself</span>
      ) : (
        <span className="dim nowrap">on request</span>
      ),
  },
  { title: 'Last event', hideOn: 'phone', cell: (repository) => <Time at={repository.last_event_at} /> },
  {
    title: '',
    hideOn: 'tablet',
    cell: (repository) => (
      <span className="row nowrap">
        <Link to="/runs" search={{ repository: repository.id }}>
          runs
        </Link>
        <Link to="/incidents" search={{ repository: repository.id }}>
          incidents
        </Link>
      </span>
    ),
  },
];

const route = getRouteApi('/inside/repositories');

/** The repositories that are followed, and a way to follow more. */
export function RepositoriesPage(): ReactNode {
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const [adding, add] = useDisclosure();
  const accounts = useQuery(forgeAccountsQuery);
  const list = useQuery({
    ...connectionsQuery({ search: q, include_disabled: true }),
    placeholderData: keepPreviousData,
  });
  const active = accounts.data?.connections.filter((each) => each.is_active) ?? [];
  return (
    <Page
      title="Repositories"
      actions={
        active.length === 0 ? null : (
          <Button size="sm" onClick={add.open}>
            Connect repositories
          </Button>
        )
      }
    >
      <div className="filters" role="search" aria-label="Filter repositories">
        <FilterText
          label="Search repositories"
          value={q}
          onChange={(value) => void navigate({ search: repositoriesSearch({ q: value }), replace: true })}
        />
      </div>
      <div className="card">
        <Loaded query={list}>
          {({ connections }) =>
            connections.length === 0 ? (
              <Empty
                icon="repository"
                title={q === undefined ? 'No repository is connected' : 'No repository matches'}
                action={<Link to="/welcome">First steps</Link>}
              />
            ) : (
              <DataTable caption="Repositories" rows={connections} columns={COLUMNS} rowKey={(each) => each.id} />
            )
          }
        </Loaded>
      </div>
      <Modal opened={adding} onClose={add.close} title="Connect repositories" size="lg">
        <RepositoryPickers forges={active} />
      </Modal>
    </Page>
  );
}
