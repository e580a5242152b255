import { lookup } from 'node:dns';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors';
import { AlertConfig } from '../config/config';
import { AlertErrors } from './alert.errors';
import { isPublicAddress, whyNoTarget } from './domain/address';

/** A receiver that takes longer is busy. */
const TIMEOUT_MS = 10_000;

/** An address that leads where nobody may be sent. */
class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress';
}

/** Sends to addresses that people give. Never into private networks (unless the operator says so), never where a redirect leads. */
@Injectable()
export class Outgoing {
  /** How names are resolved. */
  protected readonly resolve: typeof lookup = lookup;

  constructor(private readonly config: AlertConfig) {}

  /** The receiver's status. Throws `alert.target_refused`, `alert.target_unreachable`; neither names the address. */
  async post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<number> {
    if (whyNoTarget(url, this.config.allowPrivateTargets) !== null) throw new AppError(AlertErrors.targetRefused);
    try {
      return await this.send(new URL(url), headers, body);
    } catch (error) {
      if (error instanceof PrivateAddress) throw new AppError(AlertErrors.targetRefused, { cause: error });
      throw new AppError(AlertErrors.targetUnreachable, { cause: error });
    }
  }

  private send(url: URL, headers: Readonly<Record<string, string>>, body: string): Promise<number> {
    const request = url.protocol === 'https:' ? secureRequest : plainRequest;
    return new Promise((resolve, reject) => {
      const sent = request(
        url,
        {
          method: 'POST',
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          // A kept connection would have been checked for another name.
          agent: false,
          lookup: guardedLookup(this.config.allowPrivateTargets, this.resolve),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        },
        (answer) => {
          resolve(answer.statusCode ?? 0);
          // What it says is of no use; a long answer is not waited for.
          answer.destroy();
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

/**
 * Resolves a name for a connection. The very addresses the connection is made to are checked, so that a name that answers
 * otherwise next time gains nothing; one private address among them is one too many.
 */
export function guardedLookup(allowPrivate: boolean, resolve: typeof lookup = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      // Node gives no list at all to a name it does not find, whatever its types say.
      if (error !== null) {
        callback(error, []);
        return;
      }
      const [first] = found;
      if (!allowPrivate && !found.every(({ address }) => isPublicAddress(address))) {
        callback(new PrivateAddress('a private address'), []);
      } else if (options.all === true || first === undefined) callback(null, [...found]);
      else callback(null, first.address, first.family);
    });
  };
}
