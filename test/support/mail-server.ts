import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { testCertificate } from './certificate';

/** One message as it arrived. */
export interface ArrivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly isEncrypted: boolean;
  readonly user: string | null;
}

/** A mail server of this process, speaking SMTP. */
export interface MailServer {
  readonly port: number;
  /** What it is to be trusted by. */
  readonly ca: string;
  readonly arrived: readonly ArrivedMail[];
  /** What every further message is answered with; 250 at first. */
  answerWith(status: number): void;
  close(): Promise<void>;
}

/** The letters to an address as people read them: soft line breaks undone, and what was escaped because of them. */
export function lettersTo(mail: MailServer, address: string): readonly string[] {
  return mail.arrived
    .filter(({ to }) => to.includes(address))
    .map(({ raw }) => raw.replaceAll('=\r\n', '').replaceAll('=3D', '='));
}

export interface MailServerOptions {
  /** Encrypted from the first byte. */
  readonly tls?: boolean;
  readonly startTls?: boolean;
  readonly login?: { readonly user: string; readonly password: string };
}

class Refusal extends Error {
  constructor(readonly responseCode: number) {
    super('not now');
  }
}

export async function startMailServer({
  tls = false,
  startTls = true,
  login,
}: MailServerOptions = {}): Promise<MailServer> {
  const { cert, key } = testCertificate();
  const arrived: ArrivedMail[] = [];
  let status = 250;
  const server = new SMTPServer({
    secure: tls,
    cert,
    key,
    logger: false,
    authOptional: login === undefined,
    disabledCommands: [...(startTls ? [] : ['STARTTLS']), ...(login === undefined ? ['AUTH'] : [])],
    onAuth: ({ username, password }, _session, done) => {
      if (username === login?.user && password === login?.password) done(null, { user: username });
      else done(new Refusal(535));
    },
    onData: (stream, { envelope, secure, user }, done) => {
      text(stream).then((raw) => {
        if (status !== 250) {
          done(new Refusal(status));
          return;
        }
        arrived.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          raw,
          isEncrypted: secure,
          user: typeof user === 'string' ? user : null,
        });
        done();
      }, done);
    },
  });
  // A client that breaks a handshake off is one of the cases.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    ca: cert,
    arrived,
    answerWith: (next) => {
      status = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}
