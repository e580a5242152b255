import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { randomToken } from '../common/crypto/random-token';

/** OWASP's advice for argon2id, the library's default algorithm: 19 MiB, two passes, one lane (about 20 ms). */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Fewest and most characters of a password; the upper bound keeps the work of a request small. */
export const PASSWORD_LENGTH = { min: 12, max: 256 } as const;

/** Hashes passwords with argon2id. Equal text in another Unicode form is the same password. */
@Injectable()
export class Passwords {
  /** What unknown accounts are compared with, so that they take as long as known ones. */
  private readonly dummy = hash(randomToken(), OPTIONS);

  async hash(password: string): Promise<string> {
    return hash(password.normalize('NFKC'), OPTIONS);
  }

  /** `stored` null (no such account) takes the same time and is always false. */
  async matches(password: string, stored: string | null): Promise<boolean> {
    const matches = await verify(stored ?? (await this.dummy), password.normalize('NFKC'));
    return matches && stored !== null;
  }
}
