import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { DataTable, type Column } from './data-table';
import { More } from './more';
import { Empty, ListState } from './states';

/** A table that is fetched page by page, or why it is empty. */
export function PagedTable<Row extends { readonly id: string }>({
  caption,
  list,
  rows,
  columns,
  nothing,
}: {
  readonly caption: string;
  readonly list: UseInfiniteQueryResult;
  /** All that was fetched so far. */
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly nothing: string;
}): ReactNode {
  return (
    <>
      <ListState list={list} />
      {list.isSuccess && rows.length === 0 ? <Empty title={nothing} /> : null}
      {rows.length > 0 ? <DataTable caption={caption} rows={rows} columns={columns} rowKey={({ id }) => id} /> : null}
      <More list={list} />
    </>
  );
}
