import ipaddr from 'ipaddr.js';

/** What one customer gets of IPv6 at the least (RFC 6177): a machine takes any address in it, as often as it likes. */
const NETWORK_GROUPS = 4;

/**
 * What a limit per address counts by: an IPv4 address, also in IPv6's coat (`::ffff:192.0.2.1`); of IPv6 the network, a /64. What is
 * no address stays as it is.
 */
export function addressKey(address: string): string {
  // Nearly all are IPv4, and the doors ask for each delivery.
  if (!address.includes(':') || !ipaddr.isValid(address)) return address;
  const plain = ipaddr.process(address);
  if (plain instanceof ipaddr.IPv4) return plain.toString();
  const network = plain.parts.map((group, at) => (at < NETWORK_GROUPS ? group : 0));
  return `${new ipaddr.IPv6(network).toString()}/64`;
}
