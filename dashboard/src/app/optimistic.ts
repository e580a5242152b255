import type { QueryKey } from '@tanstack/react-query';
import { queryClient } from './query-client';

/** What a mutation does besides asking the server. */
interface Ahead<V> {
  readonly onMutate: (variables: V) => Promise<() => void>;
  readonly onError: (error: Error, variables: V, takeBack: (() => void) | undefined) => void;
  readonly onSettled: () => Promise<void>;
}

/**
 * Shows what a person asked for before the server has agreed: `change` is made to what is kept under `queryKey`, taken back
 * when the server refuses, and everything that shares the key's first word is asked for anew at the end. Only for what can
 * be taken back without harm.
 */
export function ahead<T, V = void>(queryKey: QueryKey, change: (shown: T, variables: V) => T): Ahead<V> {
  return {
    onMutate: async (variables) => {
      // An answer on its way knows nothing of the change.
      await queryClient.cancelQueries({ queryKey });
      const before = queryClient.getQueryData<T>(queryKey);
      if (before !== undefined) queryClient.setQueryData<T>(queryKey, change(before, variables));
      return () => {
        queryClient.setQueryData(queryKey, before);
      };
    },
    onError: (_error, _variables, takeBack) => {
      takeBack?.();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKey.slice(0, 1) }),
  };
}
