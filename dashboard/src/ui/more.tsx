import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

/** The button below a list that has more. */
export function More({
  list,
}: {
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
}): ReactNode {
  if (!list.hasNextPage) return null;
  return (
    <Button
      variant="default"
      size="sm"
      mt="sm"
      loading={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
    >
      Show more
    </Button>
  );
}
