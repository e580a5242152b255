import { defined, text } from '../../ui/search';

export interface RepositoriesSearch {
  readonly q?: string;
}

export function repositoriesSearch(search: Record<string, unknown>): RepositoriesSearch {
  return defined({ q: text(search.q) });
}
