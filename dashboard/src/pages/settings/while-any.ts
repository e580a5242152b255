import type { InfiniteData } from '@tanstack/react-query';

/** A list that no event tells of is asked for again after this long, while any of its rows is on its way. */
const AGAIN_MS = 4_000;
/** While somebody waits for the end of what was just begun. */
const SOON_MS = 1_500;

interface State<Page> {
  readonly state: { readonly data: InfiniteData<Page> | undefined };
}

/**
 * How often a list is asked for again: while `isWaiting` says so of one of the pages that are shown, more often while
 * `isFresh` does; else not by itself.
 */
export function whileAny<Page>(
  isWaiting: (page: Page) => boolean,
  isFresh: (page: Page) => boolean = () => false,
): (query: State<Page>) => number | false {
  return ({ state: { data } }) => {
    if (data === undefined) return false;
    if (data.pages.some(isFresh)) return SOON_MS;
    return data.pages.some(isWaiting) ? AGAIN_MS : false;
  };
}
