import { Button } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from './states';

/** The button below a list that has more, or why it could not be shown. */
export function More({ list }: { readonly list: UseInfiniteQueryResult }): ReactNode {
  if (list.isFetchNextPageError) {
    return <Failure error={list.error} retry={() => void list.fetchNextPage({ cancelRefetch: false })} />;
  }
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
