import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as url-safe text, with an optional prefix that lets scanners and people recognise it. */
export function randomToken(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url');
}

/**
 * SHA-256 as hex. For tokens of 256 random bits: nothing to guess, so no slow hash is needed and a lookup by the hash
 * is in constant time where it matters.
 */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
