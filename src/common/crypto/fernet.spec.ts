import FernetPackage from 'fernet';
import { Fernet, FernetError } from './fernet';

/** https://github.com/fernet/spec: generate.json, verify.json, invalid.json. */
const SECRET = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=';
const TOKEN = 'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==';
const seconds = (time: string): number => Date.parse(time);

describe('the vectors of the Fernet spec', () => {
  const fernet = new Fernet([SECRET]);

  it('generate', () => {
    const iv = Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);

    const token = fernet.encrypt('hello', { now: seconds('1985-10-26T01:20:00-07:00'), iv });

    expect(token).toBe(TOKEN);
  });

  it('verify', () => {
    const text = fernet.decrypt(TOKEN, { ttl: 60, now: seconds('1985-10-26T01:20:01-07:00') });

    expect(text.toString()).toBe('hello');
  });

  const now = '1985-10-26T01:20:01-07:00';
  it.each([
    [
      'incorrect mac',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==',
      now,
    ],
    ['too short', 'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA==', now],
    [
      'invalid base64',
      '%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==',
      now,
    ],
    [
      'payload size not multiple of block size',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm',
      now,
    ],
    [
      'payload padding error',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==',
      now,
    ],
    [
      'far-future TS (unacceptable clock skew)',
      'gAAAAAAdwStRAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAnja1xKYyhd-Y6mSkTOyTGJmw2Xc2a6kBd-iX9b_qXQcw==',
      now,
    ],
    [
      'expired TTL',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==',
      '1985-10-26T01:21:31-07:00',
    ],
    [
      'incorrect IV (causes padding error)',
      'gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==',
      now,
    ],
  ])('invalid: %s', (_, token, at) => {
    expect(() => fernet.decrypt(token, { ttl: 60, now: seconds(at) })).toThrow(FernetError);
  });
});

describe('together with the fernet package', () => {
  const texts = ['', 'gho_token', 'exactly sixteen!', 'Grüße, 世界 🌍', 'x'.repeat(10_000)];

  it.each(texts)('it reads what we write (text %#)', (text) => {
    const key = Fernet.generateKey();
    const token = new Fernet([key]).encrypt(text);

    const read = new FernetPackage.Token({ secret: new FernetPackage.Secret(key), token, ttl: 0 }).decode();

    expect(read).toBe(text);
  });

  it.each(texts)('we read what it writes (text %#)', (text) => {
    const key = Fernet.generateKey();
    const token = new FernetPackage.Token({ secret: new FernetPackage.Secret(key), ttl: 0 }).encode(text);

    const read = new Fernet([key]).decrypt(token).toString();

    expect(read).toBe(text);
  });
});

describe('several keys', () => {
  const [old, current] = [Fernet.generateKey(), Fernet.generateKey()];

  it('the first encrypts, all decrypt', () => {
    const before = new Fernet([old]).encrypt('secret');
    const both = new Fernet([current, old]);

    expect(both.decrypt(before).toString()).toBe('secret');
    expect(new Fernet([current]).decrypt(both.encrypt('secret')).toString()).toBe('secret');
    expect(() => new Fernet([current]).decrypt(before)).toThrow(FernetError);
  });

  it('rotation keeps content and time and needs the old key no more', () => {
    const before = new Fernet([old]).encrypt('secret', { now: 1_700_000_000_000 });
    const both = new Fernet([current, old]);

    const after = both.rotate(before);

    expect([both.isCurrent(before), both.isCurrent(after)]).toEqual([false, true]);
    const read = new Fernet([current]).decrypt(after, { ttl: 60, now: 1_700_000_030_000 });
    expect(read.toString()).toBe('secret');
  });

  it.each(['', 'short', `${'A'.repeat(43)}!`, 'A'.repeat(48)])('%j is no key', (key) => {
    expect(() => new Fernet([key])).toThrow(FernetError);
  });

  it('at least one is needed', () => {
    expect(() => new Fernet([])).toThrow(FernetError);
  });
});

test('a token changed in any one byte is refused', () => {
  const fernet = new Fernet([Fernet.generateKey()]);
  const token = Buffer.from(fernet.encrypt('secret'), 'base64url');

  const accepted = [...token.keys()].filter((at) => {
    const changed = Buffer.from(token);
    changed[at] = (changed[at] ?? 0) ^ 1;
    try {
      fernet.decrypt(changed.toString('base64').replaceAll('+', '-').replaceAll('/', '_'));
      return true;
    } catch (error) {
      return !(error instanceof FernetError);
    }
  });

  expect(accepted).toEqual([]);
});
