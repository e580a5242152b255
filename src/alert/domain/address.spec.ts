import { isPublicAddress } from '../../common/public-address';
import { mailAddress, shownTarget, whyNoTarget } from './address';

test.each(['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
  '64:ff9b:1::a00:1',
  '2002:a00:1::',
  'nonsense',
])('%s is not', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  ['ftp://example.com/', 'must begin with'],
  ['https://me:pw@example.com/', 'must not hold'],
  ['http://localhost:8080/', 'public internet'],
  ['http://a.localhost/', 'public internet'],
  ['http://127.1/', 'public internet'],
  ['http://0x7f000001/', 'public internet'],
  ['http://[::ffff:127.0.0.1]/', 'public internet'],
  ['not an address', 'no address'],
])('%s is refused before it is called', (url, why) => {
  expect(whyNoTarget(url, false)).toContain(why);
});

test('private addresses may be allowed, and nothing else', () => {
  expect(whyNoTarget('http://127.0.0.1:9/hook', true)).toBeNull();
  expect(whyNoTarget('file:///etc/passwd', true)).not.toBeNull();
});

test('a path may be a secret, so it is not shown', () => {
  expect(shownTarget('https://hooks.example.com/T0/B0/secret?k=1')).toBe('https://hooks.example.com/…');
});

test.each([
  ['mailto:oncall@example.com', 'oncall@example.com'],
  ['oncall@intranet', 'oncall@intranet'],
  ['a@example.com, b@example.com', null],
  ['A <a@example.com>', null],
  ['mailto:a@example.com?bcc=b@example.com', null],
  ['a@example.com\r\nBcc: b@example.com', null],
  ['mailto:', null],
  [`${'a'.repeat(250)}@example.com`, null],
])('%j is the mail address %j', (text, address) => {
  expect(mailAddress(text)).toBe(address);
});
