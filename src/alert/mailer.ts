import { rootCertificates } from 'node:tls';
import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { AppError } from '../common/errors';
import { AlertConfig } from '../config/config';
import type { SmtpSettings } from '../config/smtp';
import { AlertErrors } from './alert.errors';
import type { Letter } from './domain/mail';

/** A mail server that says nothing for so long is busy. */
const TIMEOUT_MS = 10_000;
/** What a server says to a message it took. */
const TAKEN = 250;

/** A server's own reply, as the library hands it on. */
interface Reply {
  readonly responseCode: number;
}

/** Sends alerts by the operator's mail server; one connection a message, so that nothing is held open between alerts. */
@Injectable()
export class Mailer {
  constructor(private readonly config: AlertConfig) {}

  /** The server's status: 250, or why not (4xx: later, 5xx: never). Throws `alert.mail_off`, `alert.target_unreachable`. */
  async send(to: string, letter: Letter): Promise<number> {
    const { smtp } = this.config;
    if (smtp === null) throw new AppError(AlertErrors.mailOff);
    const transport = createTransport({
      host: smtp.host,
      port: smtp.port,
      secure: smtp.security === 'tls',
      requireTLS: smtp.security === 'starttls',
      ignoreTLS: smtp.security === 'none',
      ...(smtp.login === null ? {} : { auth: { user: smtp.login.user, pass: smtp.login.password } }),
      ...(smtp.ca === null ? {} : { tls: { ca: [...rootCertificates, smtp.ca] } }),
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      // Nothing of ours names a file or an address to be read into a message; nothing foreign may either.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      await transport.sendMail({ ...envelope(smtp, to), ...letter });
      return TAKEN;
    } catch (error) {
      if (isReply(error)) return error.responseCode;
      throw new AppError(AlertErrors.mailUnreachable, { cause: error });
    } finally {
      transport.close();
    }
  }
}

/** As objects: a list in a text would be several receivers. */
function envelope({ from }: SmtpSettings, to: string): { from: string; to: { name: string; address: string } } {
  return { from, to: { name: '', address: to } };
}

function isReply(error: unknown): error is Reply {
  // A server that refuses to encrypt answers too, but to STARTTLS and not to the message.
  if (!(error instanceof Error) || ('code' in error && error.code === 'ETLS')) return false;
  return 'responseCode' in error && typeof error.responseCode === 'number';
}
