import { fromBufferPromise } from 'yauzl';
import type { ArtifactFile, ArtifactLimits } from '../forge.artifacts';

/** More is no report; a page of a site or a build may well be, and is not ours to read. */
const MAX_ENTRIES = 20_000;

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
