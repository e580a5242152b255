import { gunzipSync } from 'node:zlib';

/** UTF-8 unless a byte order mark says UTF-16; what is not text becomes `\ufffd`. */
function decode(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  // The engine knows byte order marks, and a mark kept leaves columns and offsets true.
  return new TextDecoder(encoding, { ignoreBOM: encoding === 'utf-8' }).decode(bytes);
}

/** A log file's text; gzip is known by its first two bytes. Throws when the gzip data is broken. */
export function textOf(bytes: Buffer): string {
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return decode(zipped ? gunzipSync(bytes) : bytes);
}
