import type { lookup } from 'node:dns';
import { startReceiver } from '../../test/contract/receiver';
import { guardedLookup } from '../common/guarded-lookup';
import { isPublicAddress } from '../common/public-address';
import { AlertConfig } from '../config/config';
import { Outgoing } from './outgoing';

class Refusing extends AlertConfig {
  readonly allowPrivateTargets = false;
  readonly smtp = null;
}

/** A resolver that knows every name by these addresses. */
const naming = (...addresses: string[]): typeof lookup =>
  ((_name: string, _options: object, callback: (error: null, found: object[]) => void) => {
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as typeof lookup;

/** Finds every name in here. */
class Leading extends Outgoing {
  protected override readonly resolve = naming('127.0.0.1');
}

function resolved(allowPrivate: boolean, addresses: string[], all: boolean): Promise<unknown> {
  return new Promise((resolve) => {
    guardedLookup(allowPrivate ? () => true : isPublicAddress, naming(...addresses))(
      'receiver.example',
      { all },
      (error, found) => {
        resolve(error === null ? found : error.name);
      },
    );
  });
}

test.each([
  ['a private address', ['10.0.0.1']],
  ['one private address among public ones', ['93.184.215.14', '169.254.169.254']],
  ['a private address in an IPv6 coat', ['::ffff:192.168.0.1']],
])('a name that leads to %s is not called', async (_what, addresses) => {
  expect(await resolved(false, addresses, true)).toBe('PrivateAddress');
  expect(await resolved(false, addresses, false)).toBe('PrivateAddress');
});

test('a public name is called at the addresses that were checked', async () => {
  expect(await resolved(false, ['93.184.215.14'], false)).toBe('93.184.215.14');
  expect(await resolved(false, ['93.184.215.14'], true)).toEqual([{ address: '93.184.215.14', family: 4 }]);
});

test('a name that is asked again with another answer gains nothing: what was checked is what is called', async () => {
  let asked = 0;
  const rebinding = ((name: string, options: object, callback: (error: null, found: object[]) => void) => {
    asked += 1;
    (naming(asked === 1 ? '93.184.215.14' : '127.0.0.1') as unknown as (...all: unknown[]) => void)(
      name,
      options,
      callback,
    );
  }) as unknown as typeof lookup;
  const look = guardedLookup(isPublicAddress, rebinding);
  const once = (): Promise<unknown> =>
    new Promise((resolve) => {
      look('receiver.example', { all: false }, (error, found) => {
        resolve(error === null ? found : error.name);
      });
    });

  const answers = [await once(), await once()];

  expect(answers).toEqual(['93.184.215.14', 'PrivateAddress']);
  expect(asked).toBe(2);
});

test('a receiver in here is not reached by a name that leads to it', async () => {
  const receiver = await startReceiver();
  const { port } = new URL(receiver.url);

  const sent = new Leading(new Refusing()).post(`http://receiver.example:${port}/hook`, {}, '{}');

  await expect(sent).rejects.toMatchObject({ code: 'alert.target_refused' });
  expect(receiver.arrived).toEqual([]);
  await receiver.close();
});

test('the operator may allow private networks', async () => {
  expect(await resolved(true, ['10.0.0.1'], false)).toBe('10.0.0.1');
});

test('what was allowed once is refused when the operator no longer allows it', async () => {
  const outgoing = new Outgoing(new Refusing());

  await expect(outgoing.post('http://127.0.0.1:9/', {}, '{}')).rejects.toMatchObject({ code: 'alert.target_refused' });
});

// Its list of addresses is then not empty but missing, which once ended the whole process.
test('a name that does not exist is an error of the call, and of nothing else', async () => {
  const codes = await Promise.all(
    [true, false].map(
      (all) =>
        new Promise((resolve) => {
          guardedLookup(isPublicAddress)('no-such-receiver.invalid', { all }, (error) => {
            resolve(error?.code);
          });
        }),
    ),
  );

  for (const code of codes) expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(code);
});
