import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Fernet spec: version byte 0x80, 8-byte time, 16-byte IV, AES-128-CBC text, 32-byte HMAC-SHA256. */
const VERSION = 0x80;
const HEAD = 25;
const MAC = 32;
const SMALLEST = HEAD + 16 + MAC;
/** Clock skew the spec allows a token from the future, seconds. */
const MAX_SKEW_SECONDS = 60;
const BASE64URL = /^[A-Za-z0-9_-]+={0,2}$/;

/** A key or a token that is not valid. Says no more: the difference would help only an attacker. */
export class FernetError extends Error {
  override readonly name = 'FernetError';
}

interface Key {
  readonly sign: Buffer;
  readonly encrypt: Buffer;
}

function parseKey(text: string): Key {
  const bytes = Buffer.from(text, 'base64url');
  if (!BASE64URL.test(text) || bytes.length !== 32) throw new FernetError('a key must be 32 url-safe base64 bytes');
  return { sign: bytes.subarray(0, 16), encrypt: bytes.subarray(16) };
}

function toBase64Url(bytes: Buffer): string {
  // Unlike Node's base64url, Fernet keeps the padding.
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/**
 * Fernet tokens (https://github.com/fernet/spec), interchangeable with Python's `cryptography.fernet.MultiFernet`: the
 * first key encrypts, all decrypt.
 */
export class Fernet {
  private readonly first: Key;
  private readonly keys: readonly Key[];

  constructor(keys: readonly string[]) {
    const parsed = keys.map(parseKey);
    const [first] = parsed;
    if (first === undefined) throw new FernetError('at least one key is needed');
    this.first = first;
    this.keys = parsed;
  }

  static generateKey(): string {
    return toBase64Url(randomBytes(32));
  }

  /** `now` is in milliseconds; `iv` is for the spec's test vectors only. */
  encrypt(data: string | Buffer, options: { now?: number; iv?: Buffer } = {}): string {
    return this.seal(data, options.now ?? Date.now(), options.iv ?? randomBytes(16));
  }

  /** Throws `FernetError` for anything but a whole, untouched token of one of the keys; `ttl` is in seconds. */
  decrypt(token: string, options: { ttl?: number; now?: number } = {}): Buffer {
    const { bytes, key } = this.open(token);
    if (options.ttl !== undefined) {
      const stamp = Number(bytes.readBigUInt64BE(1));
      const now = (options.now ?? Date.now()) / 1000;
      if (stamp + options.ttl < now || stamp > now + MAX_SKEW_SECONDS) throw new FernetError('invalid token');
    }
    try {
      const decipher = createDecipheriv('aes-128-cbc', key.encrypt, bytes.subarray(9, HEAD));
      return Buffer.concat([decipher.update(bytes.subarray(HEAD, bytes.length - MAC)), decipher.final()]);
    } catch (cause) {
      throw new FernetError('invalid token', { cause });
    }
  }

  /** The same content and time under the first key. */
  rotate(token: string): string {
    const { bytes } = this.open(token);
    return this.seal(this.decrypt(token), Number(bytes.readBigUInt64BE(1)) * 1000, randomBytes(16));
  }

  /** True when the first key made this token, so that rotation has nothing to do. */
  isCurrent(token: string): boolean {
    return this.open(token).key === this.first;
  }

  private seal(data: string | Buffer, now: number, iv: Buffer): string {
    const head = Buffer.alloc(9);
    head[0] = VERSION;
    head.writeBigUInt64BE(BigInt(Math.floor(now / 1000)), 1);
    const cipher = createCipheriv('aes-128-cbc', this.first.encrypt, iv);
    const body = Buffer.concat([head, iv, cipher.update(data), cipher.final()]);
    return toBase64Url(Buffer.concat([body, createHmac('sha256', this.first.sign).update(body).digest()]));
  }

  private open(token: string): { bytes: Buffer; key: Key } {
    if (token.length % 4 !== 0 || !BASE64URL.test(token)) throw new FernetError('invalid token');
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length < SMALLEST || (bytes.length - HEAD - MAC) % 16 !== 0 || bytes[0] !== VERSION) {
      throw new FernetError('invalid token');
    }
    const body = bytes.subarray(0, bytes.length - MAC);
    const mac = bytes.subarray(bytes.length - MAC);
    const key = this.keys.find((candidate) =>
      timingSafeEqual(createHmac('sha256', candidate.sign).update(body).digest(), mac),
    );
    if (key === undefined) throw new FernetError('invalid token');
    return { bytes, key };
  }
}
