import type { InfiniteData } from '@tanstack/react-query';

/** A list that no event tells of is asked for again after this long, while any of its rows is on its way. */
const AGAIN_MS = 4_000;

interface State<Page> {
  readonly state: { readonly data: InfiniteData<Page> | undefined };
}

/** How often a list is asked for again: while `isWaiting` says so of one of the pages that are shown; else not by itself. */
export function whileAny<Page>(isWaiting: (page: Page) => boolean): (query: State<Page>) => number | false {
  return ({ state }) => (state.data?.pages.some(isWaiting) === true ? AGAIN_MS : false);
}
