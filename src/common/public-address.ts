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

/** True for what every machine has for itself and its link: a cloud's metadata (169.254.169.254) among it. */
export function isLinkLocal(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'linkLocal';
}

/** The address a host of a URL is by itself; null for a name, which says so only when it is resolved. */
export function addressOf(hostname: string): string | null {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (/(?:^|\.)localhost\.?$/i.test(host)) return '127.0.0.1';
  return ipaddr.isValid(host) ? host : null;
}
