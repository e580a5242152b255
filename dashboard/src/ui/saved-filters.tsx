import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, succeed, unwrap } from '../api/client';
import { KEYS } from '../api/keys';
import { messageOf } from '../api/problem';
import { savedFiltersQuery, type FilteredList, type SavedFilter, type SavedFilterList } from '../api/saved-filters';
import { ahead } from '../app/optimistic';
import { queryClient } from '../app/query-client';
import { Icon } from './icons';

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: [KEYS.savedFilters] });

/** The filters a user keeps for a list: one click each, and a way to keep those that are set. */
export function SavedFilters({
  list,
  current,
  apply,
}: {
  readonly list: FilteredList;
  /** What is set now, as it stands in the address. */
  readonly current: object;
  readonly apply: (filter: Readonly<Record<string, string>>) => void;
}): ReactNode {
  const saved = useQuery(savedFiltersQuery(list)).data?.saved_filters ?? [];
  const words = Object.fromEntries(Object.entries(current).map(([key, value]) => [key, String(value)]));
  const isSet = Object.keys(words).length > 0;
  const isKept = saved.some(({ filter }) => isSame(filter, words));
  if (saved.length === 0 && !isSet) return null;
  return (
    <div className="row" role="group" aria-label="Saved filters">
      {saved.map((each) => (
        <Kept
          key={each.id}
          saved={each}
          isCurrent={isSame(each.filter, words)}
          apply={() => {
            apply(each.filter);
          }}
        />
      ))}
      {isSet && !isKept ? <Keep list={list} filter={words} /> : null}
    </div>
  );
}

function Kept({
  saved,
  isCurrent,
  apply,
}: {
  readonly saved: SavedFilter;
  readonly isCurrent: boolean;
  readonly apply: () => void;
}): ReactNode {
  const remove = useMutation({
    mutationFn: () => succeed(api.DELETE('/api/v2/saved-filters/{id}', { params: { path: { id: saved.id } } })),
    // Gone from elsewhere is as good.
    ...ahead<SavedFilterList>(savedFiltersQuery(saved.list).queryKey, (shown) => ({
      ...shown,
      saved_filters: shown.saved_filters.filter(({ id }) => id !== saved.id),
    })),
  });
  return (
    <span className="kept">
      <Button size="compact-sm" variant={isCurrent ? 'filled' : 'default'} aria-pressed={isCurrent} onClick={apply}>
        {saved.name}
      </Button>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        loading={remove.isPending}
        aria-label={`Remove the saved filter ${saved.name}`}
        onClick={() => {
          remove.mutate();
        }}
      >
        <Icon name="cross" size={13} />
      </ActionIcon>
    </span>
  );
}

function Keep({ list, filter }: { readonly list: FilteredList; readonly filter: Record<string, string> }): ReactNode {
  const [name, setName] = useState<string | null>(null);
  const keep = useMutation({
    mutationFn: (given: string) =>
      unwrap(api.POST('/api/v2/saved-filters', { body: { list, name: given.trim(), filter } })),
    onSuccess: async () => {
      setName(null);
      await refresh();
    },
  });
  if (name === null) {
    return (
      <Button
        size="compact-sm"
        variant="subtle"
        onClick={() => {
          setName('');
        }}
      >
        Save these filters
      </Button>
    );
  }
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate(name);
      }}
    >
      <TextInput
        size="xs"
        data-autofocus
        autoFocus
        required
        maxLength={60}
        aria-label="Name of the saved filter"
        placeholder="Name"
        value={name}
        error={keep.isError ? messageOf(keep.error) : null}
        onChange={(event) => {
          setName(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setName(null);
        }}
      />
      <Button size="xs" type="submit" loading={keep.isPending} disabled={name.trim() === ''}>
        Save
      </Button>
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          setName(null);
        }}
      >
        Cancel
      </Button>
    </form>
  );
}

function isSame(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
