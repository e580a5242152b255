import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { FernetError } from '../common/crypto/fernet';
import { TokenCipher } from '../common/crypto/token-cipher';
import { AppError, CommonErrors } from '../common/errors';
import { DAY_MS } from '../common/time';
import { HttpConfig } from '../config/config';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { AlertErrors } from './alert.errors';
import { AlertJudge } from './alert.judge';
import { AlertStore, type AlertChannel, type AlertDelivery } from './alert.store';
import { addressHash, claimOf, readClaim } from './domain/confirmation';

/** Letters to people who may not want them: few for each account, fewer to each address, whoever asks. */
const MOST_OF_A_USER = 10;
const MOST_TO_AN_ADDRESS = 3;

/** An address gets alerts when its owner has said so: a letter with a signed link that expires. */
@Injectable()
export class AlertConfirmations {
  constructor(
    private readonly db: Database,
    private readonly store: AlertStore,
    private readonly judge: AlertJudge,
    private readonly cipher: TokenCipher,
    private readonly http: HttpConfig,
    private readonly clock: Clock,
  ) {}

  /** Has the letter sent; counted apart from the channel, which may be deleted and made again. Throws `alert.too_many_confirmations`. */
  async ask(tx: Tx, channel: AlertChannel): Promise<string> {
    const now = this.clock.now();
    const hash = addressHash(channel.target);
    await this.store.lockAddress(tx, hash);
    const asked = await this.store.confirmationsSince(tx, channel.user_id, hash, new Date(now.getTime() - DAY_MS));
    if (asked.of_user >= MOST_OF_A_USER || asked.to_address >= MOST_TO_AN_ADDRESS) {
      throw new AppError(AlertErrors.tooManyConfirmations, { retryAfterSeconds: DAY_MS / 1000 });
    }
    const message = {
      ...{ rule_id: null, rule_name: 'Confirmation', rule_kind: null, subject: null },
      message: `${channel.target} is asked whether alerts may be sent to it.`,
      since: now.toISOString(),
      url: this.http.publicUrl,
    };
    const id = await this.judge.send(tx, channel, { event: 'confirmation', message, ruleId: null });
    await this.store.insertConfirmation(tx, { id, user_id: channel.user_id, address_hash: hash, asked_at: now });
    return id;
  }

  /** Once more. Throws `common.not_found`, `alert.confirmed_already`, `alert.too_many_confirmations`. */
  async askAgain(userId: string, id: string): Promise<AlertDelivery> {
    return this.db.transaction(async (tx) => {
      await this.store.lockUser(tx, userId);
      const channel = await this.store.channel(tx, userId, id);
      if (channel === null) throw new AppError(CommonErrors.notFound);
      if (channel.confirmed_at !== null) throw new AppError(AlertErrors.confirmedAlready);
      const sent = await this.store.delivery(tx, await this.ask(tx, channel));
      if (sent === null) throw new AppError(CommonErrors.notFound);
      return sent.delivery;
    });
  }

  /** Whether a letter was counted for the address that its channel leads to now: by then it may have been changed. */
  async isFor(channel: AlertChannel, deliveryId: string): Promise<boolean> {
    return (await this.store.countedFor(this.db.read, deliveryId)) === addressHash(channel.target);
  }

  /** The link of a letter that is sent now. The token stands behind `#`, which no server and no log sees. */
  linkFor(channel: AlertChannel): string {
    const token = this.cipher.encrypt(JSON.stringify(claimOf(channel.id, channel.target, this.clock.now())));
    return `${this.http.publicUrl.replace(/\/$/, '')}/confirm-alerts#${token}`;
  }

  /** The owner of an address says yes; twice is once. Throws `alert.confirmation_void`. */
  async confirm(token: string): Promise<{ readonly target: string; readonly confirmedAt: Date }> {
    const now = this.clock.now();
    const claim = readClaim(this.opened(token), now);
    if (claim === null) throw new AppError(AlertErrors.confirmationVoid);
    const confirmedAt = await this.store.confirmChannel(this.db.read, claim.channel_id, claim.address, now);
    if (confirmedAt === null) throw new AppError(AlertErrors.confirmationVoid);
    return { target: claim.address, confirmedAt };
  }

  private opened(token: string): string {
    try {
      return this.cipher.decrypt(token);
    } catch (error) {
      if (error instanceof FernetError) return '';
      throw error;
    }
  }
}
