import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { KEYS } from '../api/keys';
import { ApiError } from '../api/problem';
import { isTriedAgain, untilNextTry } from './retries';

/** Asked when the server says that nobody is signed in any more. */
let onSessionLost: () => void = () => undefined;

export function whenSessionIsLost(act: () => void): void {
  onSessionLost = act;
}

function watchSession(error: unknown, key?: readonly unknown[]): void {
  if (error instanceof ApiError && error.status === 401 && key?.[0] !== KEYS.me) onSessionLost();
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      watchSession(error, query.queryKey);
    },
  }),
  mutationCache: new MutationCache({
    onError: (error, _variables, _context, mutation) => {
      // A wrong password is answered 401, too.
      watchSession(error, mutation.options.mutationKey);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A localhost server answers without a network; whether it does is found out by asking.
      networkMode: 'always',
      retry: isTriedAgain,
      retryDelay: untilNextTry,
    },
    mutations: { networkMode: 'always' },
  },
});
