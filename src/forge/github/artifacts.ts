import { z } from 'zod';
import { ForgeError } from '../forge.errors';
import type { ArtifactApi, ArtifactLimits } from '../forge.artifacts';
import { urlId } from './api';
import type { GitHubApi } from './api';
import { toForgeError } from './errors';
import { bytesOf } from '../wire/bytes';
import { unpack } from '../wire/unpack';
import { count, id, text, time } from '../wire/values';

const PAGE_SIZE = 100;

const artifactListSchema = z.object({
  artifacts: z.array(
    z.object({ id, name: text, size_in_bytes: count, expired: z.boolean().catch(false), created_at: time }),
  ),
});

/** What runs uploaded, seen by one credential. */
export function artifactApi(api: GitHubApi): ArtifactApi {
  return {
    async listArtifacts(repository, runExternalId) {
      return api.inRepository(repository, async (base) => {
        const url = `${base}/actions/runs/${urlId(runExternalId)}/artifacts`;
        const { data } = await api.get(artifactListSchema, url, { per_page: PAGE_SIZE });
        return data.artifacts
          .filter(({ expired }) => !expired)
          .map((raw) => ({
            externalId: raw.id,
            name: raw.name,
            size: raw.size_in_bytes,
            createdAt: raw.created_at,
          }));
      });
    },
    async readArtifact(repository, artifact, wants, limits) {
      if (artifact.size > limits.maxPackedBytes) return null;
      const url = `/actions/artifacts/${urlId(artifact.externalId)}/zip`;
      const archive = await api.inRepository(repository, (base) => fetchArchive(api, base + url, limits));
      if (archive === null) return null;
      try {
        return await unpack(archive, wants, limits);
      } catch {
        // A broken or hostile archive says nothing about tests.
        return null;
      }
    },
  };
}

async function fetchArchive(api: GitHubApi, url: string, limits: ArtifactLimits): Promise<Buffer | null> {
  try {
    return await bytesOf(await api.download(url), limits.maxPackedBytes);
  } catch (error) {
    const known = toForgeError(error);
    if (known instanceof ForgeError && (known.kind === 'gone' || known.kind === 'not-found')) return null;
    throw known;
  }
}
