import { startMailServer, type MailServer, type MailServerOptions } from '../../test/support/mail-server';
import { newId } from '../common/ids';
import { AlertConfig } from '../config/config';
import type { SmtpSettings } from '../config/smtp';
import type { AlertMessage } from './alert.entity';
import { mailOf, type Letter } from './domain/mail';
import { Mailer } from './mailer';

class Config extends AlertConfig {
  readonly allowPrivateTargets = false;
  constructor(readonly smtp: SmtpSettings | null) {
    super();
  }
}

const servers: MailServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(options?: MailServerOptions): Promise<MailServer> {
  const server = await startMailServer(options);
  servers.push(server);
  return server;
}

const LOGIN = { user: 'alerts', password: 'correct-horse' };

function mailer({ port, ca }: MailServer, change: Partial<SmtpSettings> = {}): Mailer {
  const from = 'DevFlowFix <alerts@example.com>';
  return new Mailer(new Config({ host: 'localhost', port, security: 'starttls', login: null, from, ca, ...change }));
}

function letter(change: Partial<AlertMessage> = {}, id = newId()): Letter {
  return mailOf({
    id,
    event: 'firing',
    message: {
      rule_id: newId(),
      rule_name: 'too much red',
      subject: newId(),
      message: 'acme/api: 6 of 10 runs failed in the last 24 h (60 %).',
      since: '2026-11-28T10:00:00.000Z',
      url: 'https://devflowfix.example.com/base',
      ...change,
    },
    created_at: new Date('2026-11-28T10:01:00Z'),
  });
}

/** The header lines of a message, unfolded. */
function headersOf(raw: string): readonly string[] {
  return (raw.split('\r\n\r\n')[0] ?? '').replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
}

test('a message goes out by STARTTLS with a login, and is the same when it is sent again', async () => {
  const server = await start({ login: LOGIN });
  const id = newId();
  const told = letter({}, id);
  const sender = mailer(server, { login: LOGIN });

  const statuses = [await sender.send('oncall@example.com', told), await sender.send('oncall@example.com', told)];

  const [first, second] = server.arrived;
  expect(statuses).toEqual([250, 250]);
  expect(first).toMatchObject({
    from: 'alerts@example.com',
    to: ['oncall@example.com'],
    isEncrypted: true,
    user: 'alerts',
  });
  expect(headersOf(first?.raw ?? '')).toEqual(
    expect.arrayContaining([
      'Subject: Alert: acme/api: 6 of 10 runs failed in the last 24 h (60 %).',
      'From: DevFlowFix <alerts@example.com>',
      'To: oncall@example.com',
      `Message-ID: <${id}@devflowfix.example.com>`,
      'Auto-Submitted: auto-generated',
      'Date: Sat, 28 Nov 2026 10:01:00 +0000',
    ]),
  );
  expect(first?.raw).toContain('Rule: too much red\r\nSince: 2026-11-28T10:00:00.000Z\r\n');
  expect(second?.raw).toBe(first?.raw);
});

test('encryption from the first byte works as well', async () => {
  const server = await start({ tls: true, login: LOGIN });

  await mailer(server, { security: 'tls', login: LOGIN }).send('oncall@example.com', letter());

  expect(server.arrived).toMatchObject([{ isEncrypted: true, user: 'alerts' }]);
});

test.each([
  ['offers no STARTTLS', { startTls: false }, {}],
  ['has a certificate nobody vouches for', {}, { ca: null }],
  ['is another than the certificate says', {}, { host: '127.0.0.1' }],
] as const)('a server that %s gets neither login nor message', async (_what, options, change) => {
  const server = await start(options);

  const sent = mailer(server, { login: LOGIN, ...change }).send('oncall@example.com', letter());

  await expect(sent).rejects.toMatchObject({ code: 'alert.mail_unreachable', kind: 'bad-gateway' });
  expect(server.arrived).toEqual([]);
});

test('without encryption only where the operator says so', async () => {
  const server = await start({ startTls: false });

  await mailer(server, { security: 'none' }).send('oncall@example.com', letter());

  expect(server.arrived).toMatchObject([{ isEncrypted: false, user: null }]);
});

test.each([450, 550])('the server’s %i is handed on', async (status) => {
  const server = await start();
  server.answerWith(status);

  expect(await mailer(server).send('oncall@example.com', letter())).toBe(status);
});

test('a refused login is a 535, and its password is in no error', async () => {
  const server = await start({ login: LOGIN });

  const status = await mailer(server, { login: { user: 'alerts', password: 'wrong' } }).send('a@example.com', letter());

  expect(status).toBe(535);
  expect(server.arrived).toEqual([]);
});

test('a server that is not there may be there later', async () => {
  const server = await start();
  const gone = mailer(server);
  await Promise.all(servers.splice(0).map((each) => each.close()));

  await expect(gone.send('oncall@example.com', letter())).rejects.toMatchObject({ code: 'alert.mail_unreachable' });
});

test.each([
  ['the message', { message: 'acme/api: broken\r\nBcc: victim@example.com\r\n\r\nBuy now' }],
  [
    'the message, by other ends of lines',
    { message: 'x\u2028Bcc: victim@example.com\u0085Bcc: y@example.com\nBcc: z@e.com' },
  ],
  ['the rule’s name', { rule_name: 'x\r\nBcc: victim@example.com', message: 'red' }],
])('a header in %s stays text', async (_where, change) => {
  const server = await start();

  await mailer(server).send('oncall@example.com', letter(change));

  const headers = headersOf(server.arrived[0]?.raw ?? '');
  expect(server.arrived).toMatchObject([{ to: ['oncall@example.com'] }]);
  expect(headers.filter((line) => /^(b?cc|reply-to):/i.test(line))).toEqual([]);
  expect(headers.filter((line) => line.startsWith('To:'))).toEqual(['To: oncall@example.com']);
});

test('a line of the text that is a dot ends nothing', async () => {
  const server = await start();

  await mailer(server).send('oncall@example.com', letter({ message: 'one\n.\nMAIL FROM:<x@example.com>\n..two' }));

  expect(server.arrived).toHaveLength(1);
  expect(server.arrived[0]?.raw).toContain('one\r\n.\r\nMAIL FROM:<x@example.com>\r\n..two');
});

test('nothing is sent where no mail server is set', async () => {
  const sent = new Mailer(new Config(null)).send('oncall@example.com', letter());

  await expect(sent).rejects.toMatchObject({ code: 'alert.mail_off' });
});

test('a long subject is cut, and not within a character', async () => {
  const server = await start({ startTls: false });
  const sender = mailer(server, { security: 'none' });
  const [even, odd] = ['x'.repeat(20), 'x'.repeat(21)].map((text) => letter({ message: text + '😀'.repeat(200) }));
  if (even === undefined || odd === undefined) throw new Error('two letters');

  await sender.send('a@example.com', even);
  await sender.send('a@example.com', odd);

  const subjects = server.arrived.map(({ raw }) => headersOf(raw).find((line) => line.startsWith('Subject:')) ?? '');
  const words = subjects.map((line) =>
    [...line.matchAll(/=\?UTF-8\?B\?([^?]+)\?=/g)]
      .map(([, word]) => Buffer.from(word ?? '', 'base64').toString())
      .join(''),
  );
  expect(words.every((text) => text.length <= 150 && text.endsWith('😀…'))).toBe(true);
  expect(words).toHaveLength(2);
});
