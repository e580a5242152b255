import type { RepositoryRef } from './forge.types';

/** What a forge itself says of the files that tell its CI what to do, in its own words. */
export interface CiFileApi {
  /**
   * Why it made no job of a run, one sentence each: all it finds wrong with the run's file, where it tells more than the
   * first. Empty where it does not say.
   */
  whyRefused(repository: RepositoryRef, runExternalId: string): Promise<readonly string[]>;
  /**
   * What would be wrong with a text in the place of a file; empty for one it would take. Null where it has no word for
   * that: the product, this file, or this credential.
   */
  judgeCiFile(
    repository: RepositoryRef,
    file: { readonly path: string; readonly text: string },
  ): Promise<readonly string[] | null>;
}
