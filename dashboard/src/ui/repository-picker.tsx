import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, unwrap } from '../api/client';
import { KEYS } from '../api/keys';
import { messageOf } from '../api/problem';
import { forgeRepositoriesQuery, type Forge, type ForgeRepository } from '../api/repositories';
import { queryClient } from '../app/query-client';
import { Icon } from './icons';
import { StateBadge } from './state-badge';
import { Empty, Failure, Loading } from './states';
import { Time } from './time';

/** What an account may see at its forge, with a button to follow each. */
export function RepositoryPicker({ forge }: { readonly forge: Forge }): ReactNode {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 250);
  const list = useInfiniteQuery(forgeRepositoriesQuery(forge, search));
  const repositories = list.data?.pages.flatMap((page) => page.repositories) ?? [];
  return (
    <div className="stack">
      <TextInput
        aria-label="Search repositories"
        placeholder="Search repositories"
        leftSection={<Icon name="search" size={15} />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
      />
      {list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : null}
      {list.isPending ? <Loading rows={3} /> : null}
      {list.isSuccess && repositories.length === 0 ? (
        <Empty title={search === '' ? 'The account sees no repository' : `Nothing matches “${search}”`} />
      ) : null}
      <ul className="list" aria-label="Repositories at the forge">
        {repositories.map((repository) => (
          <Choice key={repository.id} forge={forge} repository={repository} />
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </div>
  );
}

function Choice({ forge, repository }: { readonly forge: Forge; readonly repository: ForgeRepository }): ReactNode {
  const connect = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v2/repositories/connect', {
          body: { provider: forge, repository_full_name: repository.full_name },
        }),
      ),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: [KEYS.repositories] }),
        queryClient.invalidateQueries({ queryKey: [KEYS.forge, 'repositories'] }),
      ]);
    },
  });
  const hook = connect.data;
  return (
    <li className="list-row">
      <div>
        <strong className="anywhere">{repository.full_name}</strong>
        <div className="dim small row">
          {repository.private ? <span>private</span> : null}
          {repository.archived ? <span>archived</span> : null}
          {repository.language === null ? null : <span>{repository.language}</span>}
          {repository.pushed_at === null ? null : (
            <span>
              pushed <Time at={repository.pushed_at} />
            </span>
          )}
          {repository.permissions.admin ? null : <span>no right to add a webhook</span>}
        </div>
        {connect.isError ? (
          <div className="small" data-tone="amber" role="alert">
            {messageOf(connect.error)}
          </div>
        ) : null}
        {hook !== undefined && hook.webhook_status !== 'active' ? (
          <div className="small" data-tone="amber" role="alert">
            Connected, but its webhook is {hook.webhook_status}: {hook.webhook_status_reason}
          </div>
        ) : null}
      </div>
      {repository.is_connected || hook !== undefined ? (
        <StateBadge value={hook?.webhook_status ?? 'active'} label="connected" />
      ) : (
        <Button
          size="xs"
          variant="light"
          loading={connect.isPending}
          aria-label={`Connect ${repository.full_name}`}
          onClick={() => {
            connect.mutate();
          }}
        >
          Connect
        </Button>
      )}
    </li>
  );
}
