import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** An address that leads where nobody may be sent. */
export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress';
}

/**
 * Resolves a name for a connection. The very addresses the connection is made to are checked, so that a name that answers
 * otherwise next time gains nothing; one that is not permitted among them is one too many.
 */
export function guardedLookup(permits: (address: string) => boolean, resolve: typeof lookup = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      // Node gives no list at all to a name it does not find, whatever its types say.
      if (error !== null) {
        callback(error, []);
        return;
      }
      const [first] = found;
      if (!found.every(({ address }) => permits(address))) {
        callback(new PrivateAddress('a private address'), []);
      } else if (options.all === true || first === undefined) callback(null, [...found]);
      else callback(null, first.address, first.family);
    });
  };
}
