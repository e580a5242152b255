import { Button } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { IconName } from './icons';
import { More } from './more';
import { Empty, ListState } from './states';

/** A list that is filtered by the address and fetched page by page: what it holds, or why it holds nothing. */
export function ListCard({
  list,
  isEmpty,
  icon,
  nothing,
  nothingYet,
  noMatch,
  clear,
  children,
}: {
  readonly list: UseInfiniteQueryResult;
  readonly isEmpty: boolean;
  readonly icon: IconName;
  readonly nothing: string;
  /** When it will hold something. */
  readonly nothingYet: string;
  readonly noMatch: string;
  /** Takes the filters away; undefined when there are none. */
  readonly clear: (() => void) | undefined;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className="card">
      <ListState list={list} rows={6} />
      {list.isSuccess && isEmpty ? (
        <Empty
          icon={icon}
          title={clear === undefined ? nothing : noMatch}
          action={
            clear === undefined ? (
              <Link to="/welcome">First steps</Link>
            ) : (
              <Button variant="default" size="xs" onClick={clear}>
                Clear the filters
              </Button>
            )
          }
        >
          {clear === undefined ? nothingYet : 'Loosen the filters above.'}
        </Empty>
      ) : null}
      {isEmpty ? null : children}
      <More list={list} />
    </div>
  );
}
