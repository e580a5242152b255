import { Injectable } from '@nestjs/common';
import { CryptoConfig } from '../../config/config';
import { Fernet } from './fernet';

/** Encrypts secrets we must be able to read again: forge tokens, hook secrets, kept answers. */
@Injectable()
export class TokenCipher {
  private readonly fernet: Fernet;

  constructor(config: CryptoConfig) {
    this.fernet = new Fernet(config.encryptionKeys);
  }

  encrypt(secret: string): string {
    return this.fernet.encrypt(secret);
  }

  /** Throws `FernetError` when the text was made with a key that is configured no more. */
  decrypt(ciphertext: string): string {
    return this.fernet.decrypt(ciphertext).toString('utf8');
  }

  /** The same secret under the first key; null when it stands under it already. */
  rotate(ciphertext: string): string | null {
    return this.fernet.isCurrent(ciphertext) ? null : this.fernet.rotate(ciphertext);
  }
}
