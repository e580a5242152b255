import { isEmail } from 'class-validator';
import { addressOf, isPublicAddress } from '../../common/public-address';

/** Why an address people give may never be called; null when it may, as far as it says itself. Names are asked later. */
export function whyNoTarget(text: string, allowPrivate: boolean): string | null {
  if (!URL.canParse(text)) return 'is no address';
  const { protocol, username, password, hostname } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must begin with https:// or http://';
  if (username !== '' || password !== '') return 'must not hold a name or password';
  const address = addressOf(hostname);
  return !allowPrivate && address !== null && !isPublicAddress(address) ? 'must lie on the public internet' : null;
}

/** The bare address of `mailto:a@example.com` or `a@example.com`; null when it is not exactly one address. */
export function mailAddress(text: string): string | null {
  const address = text.replace(/^mailto:/i, '');
  return address.length <= 254 && isEmail(address, { require_tld: false }) ? address : null;
}

/** An address without what may be secret in it, such as the path of a chat's webhook. */
export function shownTarget(url: string): string {
  return `${new URL(url).origin}/…`;
}
