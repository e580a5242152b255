import { Injectable } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { Clock } from '../common/clock';
import { TokenCipher } from '../common/crypto/token-cipher';
import { AppError } from '../common/errors';
import { Database } from '../database/database';
import { AlertReadings } from './alert-readings.store';
import type { ChannelKind } from './alert.entity';
import { AlertConfirmations } from './alert.confirmations';
import { AlertErrors } from './alert.errors';
import { AlertStore, type AlertChannel, type AlertDelivery } from './alert.store';
import { confirmationLetter } from './domain/confirmation';
import { mailOf, type Letter } from './domain/mail';
import { Mailer } from './mailer';
import { Outgoing } from './outgoing';

/** What a receiver may ask for by its answer over HTTP: once more, later. */
const LATER: readonly number[] = [408, 425, 429];

/** Whether an answer asks for another try. HTTP and SMTP mean the opposite by 4xx and 5xx. */
function asksForLater(kind: ChannelKind, status: number): boolean {
  if (kind === 'email') return status >= 400 && status < 500;
  return status >= 500 || LATER.includes(status);
}

const FOR_ANOTHER = 'The letter was not meant for the address that the channel leads to by now.';

/** SMTP's ways to say that we may not send at all, whoever the receiver is. */
const NO_LOGIN: readonly number[] = [530, 534, 535, 538];

function refusalOf(kind: ChannelKind, status: number): string {
  if (kind !== 'email') return `The receiver answered ${status}.`;
  return NO_LOGIN.includes(status)
    ? `The mail server refused our login (${status}): its operator has to look at SMTP_USER and SMTP_PASSWORD.`
    : `The mail server answered ${status}.`;
}

/** Brings one message to one channel. Each may be sent twice: receivers know a message by its `webhook-id`. */
@Injectable()
export class AlertSender {
  constructor(
    private readonly db: Database,
    private readonly store: AlertStore,
    private readonly readings: AlertReadings,
    private readonly cipher: TokenCipher,
    private readonly outgoing: Outgoing,
    private readonly mailer: Mailer,
    private readonly confirmations: AlertConfirmations,
    private readonly clock: Clock,
  ) {}

  /** Throws `alert.target_unreachable` for what may pass; a refusal for good ends the delivery. */
  async deliver(id: string): Promise<void> {
    const found = await this.store.delivery(this.db.read, id);
    if (found?.delivery.status !== 'queued') return;
    const { delivery, channel } = found;
    const isOpen = await this.readings.isOpen(this.db.read, delivery.user_id);
    const hindrance = isOpen ? await this.whyNotTo(channel, delivery) : 'The account is deactivated.';
    if (hindrance !== null) {
      await this.end(delivery, { status: 'failed', error: hindrance });
      return;
    }
    const attempts = delivery.attempts + 1;
    try {
      const status = await this.send(channel, delivery);
      await this.store.updateDelivery(this.db.read, id, { attempts, response_status: status });
      if (asksForLater(channel.kind, status)) throw new AppError(AlertErrors.targetUnreachable);
      // Also a redirect: where it leads was checked by nobody.
      const isTaken = status >= 200 && status < 300;
      await this.end(delivery, {
        status: isTaken ? 'delivered' : 'failed',
        error: isTaken ? null : refusalOf(channel.kind, status),
      });
    } catch (error) {
      const { message } = error instanceof AppError ? error : AlertErrors.targetUnreachable;
      await this.store.updateDelivery(this.db.read, id, { attempts, error: message });
      throw error;
    }
  }

  /** No later try will bring it there. */
  async giveUp(id: string, error: unknown): Promise<void> {
    const found = await this.store.delivery(this.db.read, id);
    if (found?.delivery.status !== 'queued') return;
    const { message } = error instanceof AppError ? error : AlertErrors.targetUnreachable;
    await this.end(found.delivery, { status: 'failed', error: message });
  }

  private async end({ id }: AlertDelivery, how: Pick<AlertDelivery, 'status' | 'error'>): Promise<void> {
    await this.store.updateDelivery(this.db.read, id, { ...how, finished_at: this.clock.now() });
  }

  /** What keeps a message from a channel, for people; null when nothing does. */
  private async whyNotTo(channel: AlertChannel, { id, event }: AlertDelivery): Promise<string | null> {
    if (event === 'confirmation') return (await this.confirmations.isFor(channel, id)) ? null : FOR_ANOTHER;
    if (channel.confirmed_at === null) return AlertErrors.notConfirmed.message;
    return !channel.is_enabled && event !== 'test' ? 'The channel was switched off.' : null;
  }

  private letterOf(channel: AlertChannel, delivery: AlertDelivery): Letter {
    return delivery.event === 'confirmation'
      ? confirmationLetter(delivery, this.confirmations.linkFor(channel))
      : mailOf({ ...delivery, event: delivery.event });
  }

  private async send(channel: AlertChannel, delivery: AlertDelivery): Promise<number> {
    const url = this.cipher.decrypt(channel.url);
    if (channel.kind === 'email') return this.mailer.send(url, this.letterOf(channel, delivery));
    const headers = { 'content-type': 'application/json', 'user-agent': 'DevFlowFix' };
    if (channel.kind === 'slack') {
      return this.outgoing.post(url, headers, JSON.stringify({ text: chatText(delivery) }));
    }
    const body = JSON.stringify({
      type: `alert.${delivery.event}`,
      timestamp: delivery.created_at.toISOString(),
      data: delivery.message,
    });
    // Of this try: receivers refuse what was signed more than five minutes ago.
    const now = this.clock.now();
    const secret = channel.secret === null ? '' : this.cipher.decrypt(channel.secret);
    const signed = {
      'webhook-id': delivery.id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(delivery.id, now, body),
    };
    return this.outgoing.post(url, { ...headers, ...signed }, body);
  }
}

const ICONS = {
  firing: ':red_circle:',
  reminder: ':alarm_clock:',
  recovered: ':white_check_mark:',
  test: ':wave:',
  confirmation: '',
};

/** One line in Slack's own markup, in which `&`, `<` and `>` would make links and mentions. */
function chatText({ event, message }: AlertDelivery): string {
  const plain = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `${ICONS[event]} *${plain(message.rule_name)}* ${plain(message.message)} <${message.url}|DevFlowFix>`;
}
