import { randomBytes } from 'node:crypto';
import { ZipFile } from 'yazl';
import type { Attempt, Job } from './actions.store';

// GitHub's log links live for one minute.
const LINK_LIFETIME_MS = 60_000;

/** Real log files begin with a byte order mark. */
const BOM = '\uFEFF';

/** Something to download for a minute. */
export interface LogFile {
  readonly type: string;
  readonly body: Buffer;
}

/** The short-lived download links that log answers redirect to. */
export class LogLinks {
  private readonly files = new Map<string, { file: LogFile; until: number }>();

  /** Keeps a file for a minute; returns its path on this origin. */
  keep(file: LogFile): string {
    for (const [key, { until }] of this.files) if (until < Date.now()) this.files.delete(key);
    const key = randomBytes(16).toString('hex');
    this.files.set(key, { file, until: Date.now() + LINK_LIFETIME_MS });
    return `/_logs/${key}`;
  }

  get(key: string): LogFile | undefined {
    const kept = this.files.get(key);
    return kept && kept.until >= Date.now() ? kept.file : undefined;
  }
}

/** A job's whole log, as `GET …/jobs/{id}/logs` gives it. */
export function jobLog(job: Job): string {
  return (
    BOM +
    job.steps
      .flatMap((step) => step.log)
      .map((line) => `${line}\n`)
      .join('')
  );
}

/**
 * Names in the archive: without `/` and `:`, at most 90 UTF-16 units, trimmed; a name used before gets a number.
 */
function archiveName(name: string, used: Set<string>): string {
  const base = name.replace(/[/:]/g, '').slice(0, 90).trim();
  let candidate = base;
  for (let n = 2; used.has(candidate); n += 1) candidate = `${base} (${n})`;
  used.add(candidate);
  return candidate;
}

/** The archive of an attempt: `N_<job>.txt` at the top, `<job>/<n>_<step>.txt` below. */
export async function logArchive(attempt: Attempt): Promise<Buffer> {
  const zip = new ZipFile();
  const used = new Set<string>();
  const jobs = attempt.jobs.filter((job) => job.hasLogs && job.steps.some((step) => step.log.length > 0));
  for (const [index, job] of jobs.entries()) {
    const name = archiveName(job.name, used);
    zip.addBuffer(Buffer.from(jobLog(job)), `${index}_${name}.txt`);
    for (const step of job.steps) {
      if (step.log.length === 0) continue;
      const text = BOM + step.log.map((line) => `${line}\n`).join('');
      zip.addBuffer(Buffer.from(text), `${name}/${step.number}_${archiveName(step.name, new Set())}.txt`);
    }
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
