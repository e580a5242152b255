import { redact } from '../diagnosis/log/redact';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EISDIR: 'is a folder, not a log',
  ENOTDIR: 'is not a folder',
  EACCES: 'may not be read',
  Z_DATA_ERROR: 'broken gzip data',
  Z_BUF_ERROR: 'gzip data that ends too early',
};

/** Why a file or folder could not be used, for a person: names it, holds no secret. */
export function problemOf(file: string, error: unknown): string {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { code: '', message: '' };
  return `${file === '-' ? 'standard input' : file}: ${redact(REASONS[code ?? ''] ?? (message || String(error)))}`;
}
