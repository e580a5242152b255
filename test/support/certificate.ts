import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** A certificate for `localhost` (not for 127.0.0.1) and its key, both PEM; made anew for each test run, so that no key lies in a fixture. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

const part = (tag: number, ...content: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...content: readonly Buffer[]): Buffer => part(0x30, ...content);
const oid = (hex: string): Buffer => part(0x06, Buffer.from(hex, 'hex'));
const text = (tag: number, value: string): Buffer => part(tag, Buffer.from(value, 'latin1'));

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const COMMON_NAME = '550403';
const SUBJECT_ALT_NAME = '551d11';

/** Self-signed, good for a day around now (X.509 v3 as RFC 5280 writes it, with no more than a TLS client asks for). */
export function testCertificate(now = new Date()): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const name = sequence(part(0x31, sequence(oid(COMMON_NAME), text(0x0c, 'localhost'))));
  const at = (days: number): Buffer =>
    text(0x17, `${new Date(now.getTime() + days * 86_400_000).toISOString().slice(2, 19).replaceAll(/[-T:]/g, '')}Z`);
  const names = sequence(text(0x82, 'localhost'));
  const serial = createHash('sha256').update(spki).digest().subarray(0, 8);
  const body = sequence(
    part(0xa0, part(0x02, Buffer.from([2]))),
    part(0x02, Buffer.concat([Buffer.from([1]), serial])),
    ECDSA_WITH_SHA256,
    name,
    sequence(at(-1), at(1)),
    name,
    spki,
    part(0xa3, sequence(sequence(oid(SUBJECT_ALT_NAME), part(0x04, names)))),
  );
  const signature = part(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)]));
  const base64 = sequence(body, ECDSA_WITH_SHA256, signature).toString('base64');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
