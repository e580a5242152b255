import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** What a job uploaded with `actions/upload-artifact`. */
export interface Artifact {
  readonly id: number;
  readonly repositoryId: number;
  readonly runId: number;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly name: string;
  readonly archive: Buffer;
  readonly createdAt: Date;
  isExpired: boolean;
}

/** The artifacts of all repositories. */
export class ArtifactStore {
  private readonly artifacts = new Map<number, Artifact>();
  private nextId = 4_700_000_001;

  add(artifact: Omit<Artifact, 'id' | 'createdAt' | 'isExpired'>): Artifact {
    const added = { ...artifact, id: this.nextId++, createdAt: new Date(), isExpired: false };
    this.artifacts.set(added.id, added);
    return added;
  }

  get(id: number): Artifact | undefined {
    return this.artifacts.get(id);
  }

  /** Newest first, of every attempt. */
  ofRun(runId: number): readonly Artifact[] {
    return [...this.artifacts.values()].filter((artifact) => artifact.runId === runId).reverse();
  }
}

/** A file to upload: where it lies, and its path in the archive. */
interface Upload {
  readonly file: string;
  readonly name: string;
}

/** Packs the files and folders that `paths` names, one a line; nothing when there is none. Nothing outside `root` is read. */
export async function packArtifact(root: string, paths: string): Promise<{ archive: Buffer; files: number } | null> {
  const uploads: Upload[] = [];
  for (const line of paths.split('\n')) {
    const wanted = line.trim();
    const at = path.resolve(root, wanted);
    if (wanted === '' || (at !== root && !at.startsWith(root + path.sep))) continue;
    const found = await stat(at).catch(() => null);
    if (found?.isFile() === true) uploads.push({ file: at, name: path.basename(at) });
    if (found?.isDirectory() === true) uploads.push(...(await filesBelow(at)));
  }
  if (uploads.length === 0) return null;
  const zip = new ZipFile();
  for (const { file, name } of uploads) zip.addBuffer(await readFile(file), name);
  zip.end();
  return { archive: await buffer(zip.outputStream), files: uploads.length };
}

async function filesBelow(folder: string): Promise<Upload[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return { file, name: path.relative(folder, file).split(path.sep).join('/') };
    });
}
