import type { Notice } from './standing';

const WORDS = { firing: 'Alert', reminder: 'Still', recovered: 'Recovered', test: 'Test' } as const;
/** Longer subjects are cut by mail programs in ways of their own. */
const SUBJECT_CHARACTERS = 150;

/** What a message is made of. */
export interface MailFacts {
  readonly id: string;
  readonly event: Notice | 'test';
  readonly created_at: Date;
  readonly message: {
    readonly rule_id: string | null;
    readonly rule_name: string;
    readonly subject: string | null;
    readonly message: string;
    readonly since: string;
    readonly url: string;
  };
}

/** An alert as a letter. Plain text: what it says is partly foreign, and nothing in it may be markup. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly date: Date;
  /** The same when it is sent again, so that a mail program shows it once. */
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What is about one thing under one rule makes one thread. */
  readonly references?: string;
}

export function mailOf({ id, event, created_at: date, message }: MailFacts): Letter {
  const host = new URL(message.url).hostname.replace(/^\[|\]$/g, '');
  const { rule_id: rule, subject } = message;
  const line = `${WORDS[event]}: ${message.message}`.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  return {
    subject: line.length <= SUBJECT_CHARACTERS ? line : `${cut(line)}…`,
    text: [
      message.message,
      '',
      ...(rule === null ? [] : [`Rule: ${message.rule_name}`, `Since: ${message.since}`]),
      message.url,
      '',
    ].join('\n'),
    date,
    messageId: `<${id}@${host}>`,
    // Absence notes and other machines do not answer what says so (RFC 3834).
    headers: { 'auto-submitted': 'auto-generated' },
    ...(rule === null || subject === null ? {} : { references: `<${rule}.${subject}@${host}>` }),
  };
}

/** Never through the middle of a character of two halves. */
function cut(line: string): string {
  return line.slice(0, SUBJECT_CHARACTERS - 1).replace(/\p{Cs}$/u, '');
}
