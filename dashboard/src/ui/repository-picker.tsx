import { Button, Checkbox, Progress, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, unwrap } from '../api/client';
import { KEYS } from '../api/keys';
import { messageOf } from '../api/problem';
import { forgeRepositoriesQuery, type Forge, type ForgeRepository } from '../api/repositories';
import { queryClient } from '../app/query-client';
import { forgeKey, forgeName } from './forge-name';
import { Icon } from './icons';
import { More } from './more';
import { StateBadge } from './state-badge';
import { Empty, ListState } from './states';
import { Time } from './time';

/** One picker a connected account; named where there are several. */
export function RepositoryPickers({ forges }: { readonly forges: readonly Forge[] }): ReactNode {
  return forges.map((forge) => (
    <section key={forgeKey(forge)} className="stack" aria-label={forgeName(forge)}>
      {forges.length > 1 ? <h3>{forgeName(forge)}</h3> : null}
      <RepositoryPicker forge={forge} />
    </section>
  ));
}

/** What an account may see at its forge, with a button to follow each. */
function RepositoryPicker({ forge }: { readonly forge: Forge }): ReactNode {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 250);
  const list = useInfiniteQuery(forgeRepositoriesQuery(forge, search));
  const repositories = list.data?.pages.flatMap((page) => page.repositories) ?? [];
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choose = (name: string, isChosen: boolean): void => {
    setChosen((before) => [...before.filter((each) => each !== name), ...(isChosen ? [name] : [])]);
  };
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
      <ListState list={list} rows={3} />
      {list.isSuccess && repositories.length === 0 ? (
        <Empty title={search === '' ? 'The account sees no repository' : `Nothing matches “${search}”`} />
      ) : null}
      <ul className="list" aria-label="Repositories at the forge">
        {repositories.map((repository) => (
          <Choice
            key={repository.id}
            forge={forge}
            repository={repository}
            isChosen={chosen.includes(repository.full_name)}
            choose={(isChosen) => {
              choose(repository.full_name, isChosen);
            }}
          />
        ))}
      </ul>
      <ConnectChosen forge={forge} chosen={chosen} done={setChosen} />
      <More list={list} />
    </div>
  );
}

async function connectOne({ provider, instance }: Forge, name: string) {
  return unwrap(api.POST('/api/v2/repositories/connect', { body: { provider, instance, repository_full_name: name } }));
}

async function refresh(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: [KEYS.repositories] }),
    queryClient.invalidateQueries({ queryKey: [KEYS.forge, 'repositories'] }),
  ]);
}

/** Connects what was ticked, one after the other: forges mind many writes at once. What fails stays ticked, with why. */
function ConnectChosen({
  forge,
  chosen,
  done,
}: {
  readonly forge: Forge;
  readonly chosen: readonly string[];
  readonly done: (left: readonly string[]) => void;
}): ReactNode {
  const [progress, setProgress] = useState(0);
  const connect = useMutation({
    mutationFn: async (names: readonly string[]) => {
      const failed: { readonly name: string; readonly why: string }[] = [];
      for (const [index, name] of names.entries()) {
        setProgress(index);
        try {
          await connectOne(forge, name);
        } catch (error) {
          failed.push({ name, why: messageOf(error) });
        }
      }
      return failed;
    },
    onSuccess: async (failed) => {
      done(failed.map(({ name }) => name));
      await refresh();
    },
  });
  const failed = connect.data ?? [];
  const total = connect.isPending ? connect.variables.length : chosen.length;
  if (total === 0 && failed.length === 0) return null;
  return (
    <div className="stack">
      {connect.isPending ? (
        <Progress
          value={(100 * progress) / total}
          aria-label={`Connecting: ${progress} of ${total} repositories`}
          animated
        />
      ) : null}
      {failed.map(({ name, why }) => (
        <div key={name} className="small" data-tone="amber" role="alert">
          {name}: {why}
        </div>
      ))}
      {total === 0 ? null : (
        <Button
          loading={connect.isPending}
          onClick={() => {
            connect.mutate(chosen);
          }}
        >
          Connect {total} {total === 1 ? 'repository' : 'repositories'}
        </Button>
      )}
    </div>
  );
}

function Choice({
  forge,
  repository,
  isChosen,
  choose,
}: {
  readonly forge: Forge;
  readonly repository: ForgeRepository;
  readonly isChosen: boolean;
  readonly choose: (isChosen: boolean) => void;
}): ReactNode {
  const connect = useMutation({ mutationFn: () => connectOne(forge, repository.full_name), onSuccess: refresh });
  const hook = connect.data;
  return (
    <li className="list-row">
      <div>
        {repository.is_connected || hook !== undefined ? (
          <strong className="anywhere">{repository.full_name}</strong>
        ) : (
          <Checkbox
            checked={isChosen}
            label={<strong className="anywhere">{repository.full_name}</strong>}
            onChange={(event) => {
              choose(event.currentTarget.checked);
            }}
          />
        )}
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
