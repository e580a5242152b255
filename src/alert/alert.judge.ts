import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock';
import { newId } from '../common/ids';
import { KeptTables } from '../common/kept-tables';
import { storableText } from '../common/storable';
import { HttpConfig } from '../config/config';
import { Database } from '../database/database';
import { CHUNK, inChunks } from '../database/in-chunks';
import type { Tx } from '../database/tx';
import { TaskQueue } from '../queue/task.queue';
import { AlertReadings } from './alert-readings.store';
import type { AlertMessage } from './alert.entity';
import { AlertStore, type AlertChannel, type AlertDelivery, type AlertRule, type AlertStanding } from './alert.store';
import { deliverAlert } from './alert.tasks';
import { judge, type Reading } from './domain/rules';
import { advance, type Notice, type Standing } from './domain/standing';

/** Deliveries older than this are of no use to anybody. */
const KEPT_DAYS = 30;
const KEPT_MS = KEPT_DAYS * 24 * 3600 * 1000;

/** Holds rules against how things stand, and has told what changed. */
@Injectable()
export class AlertJudge implements OnModuleInit {
  private readonly logger = new Logger('Alert');

  constructor(
    private readonly db: Database,
    private readonly store: AlertStore,
    private readonly readings: AlertReadings,
    private readonly queue: TaskQueue,
    private readonly http: HttpConfig,
    private readonly clock: Clock,
    private readonly tables: KeptTables,
  ) {}

  onModuleInit(): void {
    this.tables.register({ name: 'alerts', table: 'alert_deliveries', days: KEPT_DAYS });
  }

  /** Each rule in a transaction of its own: one that cannot be judged keeps no other from it. */
  async judgeAll(): Promise<{ rules: number; told: number }> {
    const ids = await this.readings.activeRules(this.db.read);
    let told = 0;
    for (const id of ids) {
      try {
        told += await this.db.transaction((tx) => this.judge(tx, id));
      } catch (error) {
        this.logger.error({ error, rule: id }, 'a rule could not be judged');
      }
    }
    return { rules: ids.length, told };
  }

  /** Forgets deliveries after 30 days. */
  async tidy(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    await inChunks(CHUNK, (limit) => this.store.forgetDeliveries(this.db.read, before, limit));
    await this.store.forgetConfirmations(this.db.read, before);
  }

  /** Standing and notice are one transaction: what was told is known to be told, or neither. */
  private async judge(tx: Tx, id: string): Promise<number> {
    const rule = await this.store.claimRule(tx, id);
    if (rule === null) return 0;
    const now = this.clock.now();
    const readings = await this.readings.of(tx, rule, now);
    const before = new Map((await this.store.standings(tx, id)).map((row) => [row.subject, row]));
    const channels = await this.store.channels(tx, rule.user_id, rule.channel_ids);
    let told = 0;
    for (const reading of readings) {
      const known = before.get(reading.subject);
      const judged = judge({ ...rule, windowMinutes: rule.window_minutes, minRuns: rule.min_runs }, reading);
      const when = { now, remindMinutes: rule.remind_minutes, quiet: rule.quiet_hours };
      const { standing, tell } = advance(known === undefined ? null : standingOf(known), judged, when);
      if (standing === null) continue;
      await this.store.saveStanding(tx, rowOf(rule, reading, standing));
      if (tell === null) continue;
      await this.tell(tx, rule, channels, reading, standing, tell);
      told += 1;
    }
    return told;
  }

  private async tell(
    tx: Tx,
    rule: AlertRule,
    channels: readonly AlertChannel[],
    reading: Reading,
    standing: Standing,
    event: Notice,
  ): Promise<void> {
    const message: AlertMessage = {
      rule_id: rule.id,
      rule_name: rule.name,
      rule_kind: rule.kind,
      subject: reading.subject,
      message: storableText(standing.message),
      since: standing.since.toISOString(),
      url: this.http.publicUrl,
    };
    for (const channel of channels.filter(({ is_enabled: isEnabled }) => isEnabled)) {
      await this.send(tx, channel, { event, message, ruleId: rule.id });
    }
  }

  /** Writes a message down and has it sent; returns the delivery's id. */
  async send(
    tx: Tx,
    channel: AlertChannel,
    told: { readonly event: AlertDelivery['event']; readonly message: AlertMessage; readonly ruleId: string | null },
  ): Promise<string> {
    const id = newId();
    await this.store.insertDelivery(tx, {
      id,
      user_id: channel.user_id,
      channel_id: channel.id,
      rule_id: told.ruleId,
      event: told.event,
      message: told.message,
      status: 'queued',
      attempts: 0,
      response_status: null,
      error: null,
      created_at: this.clock.now(),
      finished_at: null,
    });
    await this.queue.enqueue(tx, deliverAlert, { delivery_id: id }, { lane: `alert:${channel.id}` });
    return id;
  }
}

function standingOf({ state, since, told, told_at: toldAt, message }: AlertStanding): Standing {
  return { state, since, told, toldAt, message };
}

function rowOf({ id }: AlertRule, { subject }: Reading, standing: Standing): AlertStanding {
  const { state, since, told, toldAt, message } = standing;
  return { rule_id: id, subject, state, since, told, told_at: toldAt, message: storableText(message) };
}
