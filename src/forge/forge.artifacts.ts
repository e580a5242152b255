import type { RepositoryRef } from './forge.types';

/** Something a run's jobs uploaded. */
export interface ForgeArtifact {
  readonly externalId: string;
  /** As the workflow file calls it; which job uploaded it, the forge does not say. */
  readonly name: string;
  /** Bytes, packed. */
  readonly size: number;
  /** Of a run with several attempts, this tells which one uploaded it. */
  readonly createdAt: Date | null;
}

/** How much of an artifact is read; what is beyond any of these is left out or refused, never kept in memory. */
export interface ArtifactLimits {
  /** A larger archive is not downloaded. */
  readonly maxPackedBytes: number;
  /** Files read; the rest is left out. */
  readonly maxFiles: number;
  /** A larger file is left out. */
  readonly maxFileBytes: number;
  /** All files together; what comes after is left out. */
  readonly maxBytes: number;
}

/** A file of an artifact. Both fields are foreign: the path is a name only, never used on a disk. */
export interface ArtifactFile {
  readonly path: string;
  readonly content: Buffer;
}

/** What runs uploaded. */
export interface ArtifactApi {
  /** Those that can still be downloaded, of all attempts, newest first; at most 100. */
  listArtifacts(repository: RepositoryRef, runExternalId: string): Promise<readonly ForgeArtifact[]>;
  /** The files `wants` asks for; null when the artifact is gone, too large, or no archive that can be read. */
  readArtifact(
    repository: RepositoryRef,
    artifact: ForgeArtifact,
    wants: (path: string) => boolean,
    limits: ArtifactLimits,
  ): Promise<readonly ArtifactFile[] | null>;
}
