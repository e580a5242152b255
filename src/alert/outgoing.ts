import { lookup } from 'node:dns';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors';
import { guardedLookup, PrivateAddress } from '../common/guarded-lookup';
import { isPublicAddress } from '../common/public-address';
import { AlertConfig } from '../config/config';
import { AlertErrors } from './alert.errors';
import { whyNoTarget } from './domain/address';

/** A receiver that takes longer is busy. */
const TIMEOUT_MS = 10_000;

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
          lookup: guardedLookup(this.config.allowPrivateTargets ? () => true : isPublicAddress, this.resolve),
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
