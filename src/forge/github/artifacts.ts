import { fromBufferPromise } from 'yauzl';
import { z } from 'zod';
import { ForgeError } from '../forge.errors';
import type { ArtifactApi, ArtifactFile, ArtifactLimits } from '../forge.artifacts';
import { urlId } from './api';
import type { GitHubApi } from './api';
import { toForgeError } from './errors';
import { bytesOf } from './logs';
import { count, id, text, time } from './values';

const PAGE_SIZE = 100;
/** More is no report; a page of a site or a build may well be, and is not ours to read. */
const MAX_ENTRIES = 20_000;

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

/** Reads the wanted files within the limits; sizes are counted as bytes come, since headers may lie. */
export async function unpack(
  archive: Buffer,
  wants: (path: string) => boolean,
  limits: ArtifactLimits,
): Promise<ArtifactFile[]> {
  const files: ArtifactFile[] = [];
  const zip = await fromBufferPromise(archive, { lazyEntries: true, decodeStrings: false, autoClose: false });
  let entries = 0;
  let left = limits.maxBytes;
  try {
    for await (const entry of zip.eachEntry()) {
      entries += 1;
      if (entries > MAX_ENTRIES || files.length >= limits.maxFiles || left <= 0) break;
      const path = entry.fileNameRaw.toString('utf8');
      if (path.endsWith('/') || !wants(path)) continue;
      const chunks: Buffer[] = [];
      const most = Math.min(limits.maxFileBytes, left);
      let size = 0;
      const stream: AsyncIterable<Buffer> = await zip.openReadStreamPromise(entry);
      for await (const chunk of stream) {
        size += chunk.length;
        if (size > most) break;
        chunks.push(chunk);
      }
      left -= Math.min(size, most);
      if (size <= most) files.push({ path, content: Buffer.concat(chunks) });
    }
  } finally {
    zip.close();
  }
  return files;
}
