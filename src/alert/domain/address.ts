import { isEmail } from 'class-validator';
import ipaddr from 'ipaddr.js';

/** All of today's global IPv6 lies in 2000::/3; what is elsewhere leads to somebody's own network. */
const GLOBAL_IPV6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/** True for an address on the public internet; private, local, shared, mapped and tunnelled ones are not. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address in an IPv6 coat is looked at without it.
  const plain = ipaddr.process(address);
  if (plain.range() !== 'unicast') return false;
  return plain instanceof ipaddr.IPv4 || plain.match(GLOBAL_IPV6);
}

/** Why an address people give may never be called; null when it may, as far as it says itself. Names are asked later. */
export function whyNoTarget(text: string, allowPrivate: boolean): string | null {
  if (!URL.canParse(text)) return 'is no address';
  const { protocol, username, password, hostname } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must begin with https:// or http://';
  if (username !== '' || password !== '') return 'must not hold a name or password';
  const host = hostname.replace(/^\[|\]$/g, '');
  if (allowPrivate) return null;
  if (/(?:^|\.)localhost\.?$/i.test(host)) return 'must lie on the public internet';
  return ipaddr.isValid(host) && !isPublicAddress(host) ? 'must lie on the public internet' : null;
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
