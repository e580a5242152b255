import type { ForgeRepository, Page } from './forge.types';

export const REPOSITORY_SORTS = ['updated', 'created', 'pushed', 'full_name'] as const;
export type RepositorySort = (typeof REPOSITORY_SORTS)[number];

/** `page` is 1-based, `perPage` 1..100. `search` matches name or path, case-insensitively. */
export interface RepositoryQuery {
  readonly page: number;
  readonly perPage: number;
  readonly sort: RepositorySort;
  readonly direction: 'asc' | 'desc';
  readonly search?: string;
  /** Goes on where the page stopped whose `nextCursor` this is; `page` then says nothing, the rest must be as it was. */
  readonly cursor?: string;
}

/** One page of the repositories an account sees. */
export interface RepositoryPage extends Page<ForgeRepository> {
  /** Opaque; null after the last page, and where the forge counts no further. */
  readonly nextCursor: string | null;
}
