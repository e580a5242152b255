import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { TokenCipher } from '../common/crypto/token-cipher';
import { AppError, CommonErrors } from '../common/errors';
import { pageRequest, toPage, type PageQuery } from '../common/http/paging';
import { newId } from '../common/ids';
import { storableText } from '../common/storable';
import { AiConfig, AlertConfig, HttpConfig } from '../config/config';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { ConnectionDirectory } from '../repository/connection.directory';
import { CHANNEL_KINDS, type ChannelKind } from './alert.entity';
import { AlertConfirmations } from './alert.confirmations';
import { AlertErrors } from './alert.errors';
import { AlertJudge } from './alert.judge';
import { AlertStore, type AlertChannel, type AlertDelivery, type AlertRule } from './alert.store';
import { mailAddress, shownTarget, whyNoTarget } from './domain/address';
import { maxThreshold, RULE_KINDS, type RuleKind } from './domain/rules';

const MAX_CHANNELS = 20;
const MAX_RULES = 50;
/** A channel leads to other people, who must not be flooded by a button. */
const MAX_TESTS_AN_HOUR = 20;

function invalid(field: string, why: string): AppError {
  return new AppError(CommonErrors.invalidInput, { errors: [{ pointer: `/${field}`, message: `${field} ${why}` }] });
}

export interface ChannelWish {
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly is_enabled?: boolean | undefined;
}

export type RuleFields = Omit<AlertRule, 'id' | 'user_id' | 'created_at' | 'updated_at'>;
export type RuleWish = { readonly [K in keyof Omit<RuleFields, 'kind'>]?: RuleFields[K] | undefined };

/** A user's own rules, channels and deliveries. */
@Injectable()
export class AlertService {
  constructor(
    private readonly db: Database,
    private readonly store: AlertStore,
    private readonly judge: AlertJudge,
    private readonly confirmations: AlertConfirmations,
    private readonly directory: ConnectionDirectory,
    private readonly cipher: TokenCipher,
    private readonly config: AlertConfig,
    private readonly ai: AiConfig,
    private readonly http: HttpConfig,
    private readonly clock: Clock,
  ) {}

  async channels(userId: string): Promise<readonly AlertChannel[]> {
    return this.store.listChannels(this.db.read, userId);
  }

  /** Those this installation can send by. */
  channelKinds(): readonly ChannelKind[] {
    return CHANNEL_KINDS.filter((kind) => kind !== 'email' || this.config.smtp !== null);
  }

  /** Those this installation can judge. */
  ruleKinds(): readonly RuleKind[] {
    return RULE_KINDS.filter((kind) => kind !== 'spend_cap' || this.ai.prices !== null);
  }

  /** The secret that signs its messages is told this once; null for kinds that sign nothing. Throws `alert.too_many`, `alert.mail_off`, `alert.too_many_confirmations`, `common.invalid_input`. */
  async addChannel(
    userId: string,
    { kind, name, url }: { readonly kind: ChannelKind; readonly name: string; readonly url: string },
  ): Promise<{ channel: AlertChannel; secret: string | null }> {
    const target = this.targetOf(kind, url);
    const secret = kind === 'webhook' ? `whsec_${randomBytes(32).toString('base64')}` : null;
    const now = this.clock.now();
    const channel: AlertChannel = {
      id: newId(),
      user_id: userId,
      kind,
      name: storableText(name),
      ...this.sealed(target),
      secret: secret === null ? null : this.cipher.encrypt(secret),
      is_enabled: true,
      confirmed_at: kind === 'email' ? null : now,
      created_at: now,
      updated_at: now,
    };
    await this.db.transaction(async (tx) => {
      await this.store.lockUser(tx, userId);
      const { channels } = await this.store.countOf(tx, userId);
      if (channels >= MAX_CHANNELS) throw new AppError(AlertErrors.tooMany);
      await this.store.insertChannel(tx, channel);
      if (channel.confirmed_at === null) await this.confirmations.ask(tx, channel);
    });
    return { channel, secret };
  }

  /** Another e-mail address is asked anew. Throws `common.not_found`, `alert.mail_off`, `alert.too_many_confirmations`, `common.invalid_input`. */
  async changeChannel(userId: string, id: string, wish: ChannelWish): Promise<AlertChannel> {
    return this.db.transaction(async (tx) => {
      await this.store.lockUser(tx, userId);
      const before = await this.ownChannel(tx, userId, id);
      const { name, url, is_enabled } = wish;
      const led = url === undefined ? null : this.targetOf(before.kind, url);
      const isElsewhere = before.kind === 'email' && led !== null && led.target !== before.target;
      const change = {
        ...(name === undefined ? {} : { name: storableText(name) }),
        ...(led === null ? {} : this.sealed(led)),
        ...(is_enabled === undefined ? {} : { is_enabled }),
        ...(isElsewhere ? { confirmed_at: null } : {}),
      };
      await this.store.updateChannel(tx, id, change, this.clock.now());
      const channel = await this.ownChannel(tx, userId, id);
      if (isElsewhere) await this.confirmations.ask(tx, channel);
      return channel;
    });
  }

  /** Throws `common.not_found`. */
  async removeChannel(userId: string, id: string): Promise<void> {
    const removed = await this.db.transaction((tx) => this.store.removeChannel(tx, userId, id));
    if (!removed) throw new AppError(CommonErrors.notFound);
  }

  /** Sends a message that says that it is a test. Throws `common.not_found`, `alert.not_confirmed`, `alert.too_many_tests`. */
  async test(userId: string, id: string): Promise<AlertDelivery> {
    return this.db.transaction(async (tx) => {
      await this.store.lockUser(tx, userId);
      const channel = await this.ownChannel(tx, userId, id);
      if (channel.confirmed_at === null) throw new AppError(AlertErrors.notConfirmed);
      const lastHour = new Date(this.clock.now().getTime() - 3_600_000);
      if ((await this.store.testsSince(tx, userId, lastHour)) >= MAX_TESTS_AN_HOUR) {
        throw new AppError(AlertErrors.tooManyTests, { retryAfterSeconds: 3600 });
      }
      const message = {
        rule_id: null,
        rule_name: 'Test',
        rule_kind: null,
        subject: null,
        message: `This is how alerts reach ${channel.name}.`,
        since: this.clock.now().toISOString(),
        url: this.http.publicUrl,
      };
      const deliveryId = await this.judge.send(tx, channel, { event: 'test', message, ruleId: null });
      const sent = await this.store.delivery(tx, deliveryId);
      if (sent === null) throw new AppError(CommonErrors.notFound);
      return sent.delivery;
    });
  }

  /** Each with how many things it fires for just now. */
  async rules(userId: string): Promise<readonly { readonly rule: AlertRule; readonly firing: number }[]> {
    const rules = await this.store.listRules(this.db.read, userId);
    const firing = await this.store.firing(this.db.read, userId);
    return rules.map((rule) => ({ rule, firing: firing.get(rule.id) ?? 0 }));
  }

  /** Throws `alert.too_many`, `alert.no_such_channel`, `alert.no_such_repository`, `alert.no_prices`, `common.invalid_input`. */
  async addRule(userId: string, fields: RuleFields): Promise<AlertRule> {
    const now = this.clock.now();
    const name = storableText(fields.name);
    const rule: AlertRule = { ...fields, name, id: newId(), user_id: userId, created_at: now, updated_at: now };
    await this.db.transaction(async (tx) => {
      await this.store.lockUser(tx, userId);
      const { rules } = await this.store.countOf(tx, userId);
      if (rules >= MAX_RULES) throw new AppError(AlertErrors.tooMany);
      this.checkBounds(fields.kind, fields);
      await this.checkRule(tx, userId, fields);
      await this.store.insertRule(tx, rule);
    });
    return rule;
  }

  /** How things stood is forgotten, since other bounds may judge otherwise. Throws as `addRule`, and `common.not_found`. */
  async changeRule(userId: string, id: string, wish: RuleWish): Promise<AlertRule> {
    return this.db.transaction(async (tx) => {
      await this.store.lockUser(tx, userId);
      const { kind } = await this.ownRule(tx, userId, id);
      // Switching off must be possible whatever else is wrong.
      if (wish.threshold !== undefined) this.checkBounds(kind, wish);
      await this.checkRule(tx, userId, wish);
      const said = Object.entries(wish).filter(([, value]) => (value as unknown) !== undefined);
      await this.store.updateRule(tx, id, Object.fromEntries(said), this.clock.now());
      await this.store.forgetStandings(tx, id);
      return this.ownRule(tx, userId, id);
    });
  }

  /** Throws `common.not_found`. */
  async removeRule(userId: string, id: string): Promise<void> {
    if (!(await this.store.removeRule(this.db.read, userId, id))) throw new AppError(CommonErrors.notFound);
  }

  /** Newest first. Throws `common.invalid_cursor`. */
  async deliveries(
    userId: string,
    channelId: string | null,
    query: PageQuery,
  ): Promise<{ items: readonly AlertDelivery[]; nextCursor: string | null }> {
    const page = pageRequest(query);
    return toPage(await this.store.listDeliveries(this.db.read, userId, channelId, page), page.limit);
  }

  private async ownChannel(tx: Tx, userId: string, id: string): Promise<AlertChannel> {
    const channel = await this.store.channel(tx, userId, id);
    if (channel === null) throw new AppError(CommonErrors.notFound);
    return channel;
  }

  private async ownRule(tx: Tx, userId: string, id: string): Promise<AlertRule> {
    const rule = await this.store.rule(tx, userId, id);
    if (rule === null) throw new AppError(CommonErrors.notFound);
    return rule;
  }

  /** Where messages go, and how that may be shown. */
  private targetOf(kind: ChannelKind, url: string): { url: string; target: string } {
    if (kind === 'email') {
      if (this.config.smtp === null) throw new AppError(AlertErrors.mailOff);
      const address = mailAddress(url);
      if (address === null) throw invalid('url', 'must be one e-mail address');
      return { url: address, target: address };
    }
    const why = whyNoTarget(url, this.config.allowPrivateTargets);
    if (why !== null) throw invalid('url', why);
    return { url, target: shownTarget(url) };
  }

  private sealed({ url, target }: { url: string; target: string }): { url: string; target: string } {
    return { url: this.cipher.encrypt(url), target };
  }

  private checkBounds(kind: RuleKind, { threshold }: RuleWish): void {
    if (kind === 'spend_cap' && this.ai.prices === null) throw new AppError(AlertErrors.noPrices);
    const most = maxThreshold(kind);
    if (threshold !== undefined && threshold > most) {
      throw invalid('threshold', `must not be greater than ${most}`);
    }
  }

  private async checkRule(tx: Tx, userId: string, wish: RuleWish): Promise<void> {
    const { channel_ids: ids, repository_connection_id: repository } = wish;
    if (ids !== undefined && (await this.store.channels(tx, userId, ids)).length < new Set(ids).size) {
      throw new AppError(AlertErrors.noSuchChannel);
    }
    if (repository === undefined || repository === null) return;
    const connection = await this.directory.connection(tx, repository);
    if (connection?.userId !== userId) throw new AppError(AlertErrors.noSuchRepository);
  }
}
