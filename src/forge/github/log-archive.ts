import { fromBufferPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { withoutMark } from '../wire/bytes';

/** GitHub makes one entry a job and one a step: 256 jobs of 40 steps. More is no honest archive. */
const MAX_ENTRIES = 20_000;
/** All read entries together, unpacked. Text packs 10 to 20 fold, so 64 MB of archive may honestly hold this. */
const MAX_UNPACKED_BYTES = 1024 * 1024 * 1024;
/** Where GitHub cuts job names in file names, in UTF-16 units. */
const NAME_UNITS = 90;

const JOB_FILE = /^(-?\d+)_(.+)\.txt$/;
const STEP_FILE = /^(.+)\/(\d+)_[^/]*\.txt$/;

/** A job's name as GitHub writes it into file names: no `/` or `:`, cut at 90 UTF-16 units, trimmed; half a character cannot be written. */
export function archiveName(jobName: string): string {
  return jobName
    .replaceAll(/[/:]/g, '')
    .slice(0, NAME_UNITS)
    .trim()
    .replace(/\p{Surrogate}/gu, '\uFFFD');
}

interface Candidates {
  /** `N_<job>.txt`. */
  readonly files: { readonly ordinal: number; readonly entry: Entry }[];
  /** `<job>/<n>_<step>.txt`. */
  readonly steps: { readonly number: number; readonly entry: Entry }[];
}

/** The archive's entries by the job name their paths carry. Paths are only compared, never used on a disk. */
async function index(zip: ZipFile): Promise<Map<string, Candidates>> {
  const byName = new Map<string, Candidates>();
  const of = (name: string): Candidates => {
    const known = byName.get(name) ?? { files: [], steps: [] };
    byName.set(name, known);
    return known;
  };
  let entries = 0;
  for await (const entry of zip.eachEntry()) {
    entries += 1;
    if (entries > MAX_ENTRIES) throw new Error('log archive has too many entries');
    const name = entry.fileNameRaw.toString('utf8');
    const step = STEP_FILE.exec(name);
    const job = name.includes('/') ? null : JOB_FILE.exec(name);
    // `<job>/system.txt` holds the runner's own words and matches neither.
    if (step?.[1] !== undefined) of(step[1].trim()).steps.push({ number: Number(step[2]), entry });
    else if (job?.[2] !== undefined) of(job[2].trim()).files.push({ ordinal: Number(job[1]), entry });
  }
  return byName;
}

/** True when another job of the archive carries the same name, told apart by a suffix (`build (1)`, `build1`). */
function isShared(name: string, byName: ReadonlyMap<string, Candidates>): boolean {
  const own = byName.get(name)?.files.filter((file) => file.ordinal >= 0).length ?? 0;
  if (own > 1) return true;
  for (const other of byName.keys()) {
    if (other !== name && other.startsWith(name) && /^ ?(?:\(\d+\)|\d+)$/.test(other.slice(name.length))) return true;
  }
  return false;
}

/** The entries that make up a job's log, in order; null when the archive has none or cannot say which. */
function choose(name: string, byName: ReadonlyMap<string, Candidates>): Entry[] | null {
  const found = byName.get(name);
  if (found === undefined || isShared(name, byName)) return null;
  // `-2147483648_<job>.txt` is the legacy runner's copy of the same log.
  const file = found.files.find(({ ordinal }) => ordinal >= 0) ?? found.files[0];
  if (file !== undefined) return [file.entry];
  return [...found.steps].sort((a, b) => a.number - b.number).map(({ entry }) => entry);
}

/** The archive is broken, or larger than any honest one. */
export class BrokenArchive extends Error {
  override readonly name = 'BrokenArchive';
}

/** A run's archive of logs, its entries unpacked as they are read. */
export interface LogArchive {
  /**
   * The log of a job, piece by piece. Null for a job the archive lacks, or whose name does not tell it from another: its
   * own log endpoint is exact. Reading throws `BrokenArchive`.
   */
  logOf(jobName: string): AsyncGenerator<Uint8Array> | null;
  close(): void;
}

const broken = (error: unknown): BrokenArchive =>
  error instanceof BrokenArchive ? error : new BrokenArchive('the log archive cannot be read', { cause: error });

async function* unpacked(zip: ZipFile, entry: Entry, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  try {
    const stream: AsyncIterable<Buffer> = await zip.openReadStreamPromise(entry);
    for await (const piece of stream) {
      count(piece.length);
      yield piece;
    }
  } catch (error) {
    throw broken(error);
  }
}

/** Opens a run's archive. Throws `BrokenArchive`. */
export async function openArchive(bytes: Buffer): Promise<LogArchive> {
  let read = 0;
  const count = (more: number): void => {
    read += more;
    if (read > MAX_UNPACKED_BYTES) throw new BrokenArchive('the log archive unpacks to too much');
  };
  try {
    // Names are decoded here: yauzl would refuse a whole archive for one job called `..`.
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, decodeStrings: false, autoClose: false });
    const byName = await index(zip);
    const joined = async function* (entries: readonly Entry[]): AsyncGenerator<Uint8Array> {
      for (const entry of entries) yield* withoutMark(unpacked(zip, entry, count));
    };
    return {
      logOf(jobName) {
        const entries = choose(archiveName(jobName), byName);
        return entries === null ? null : joined(entries);
      },
      close: () => {
        zip.close();
      },
    };
  } catch (error) {
    throw broken(error);
  }
}
