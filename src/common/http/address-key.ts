import ipaddr from 'ipaddr.js';

/** What one customer gets of IPv6 at the least (RFC 6177): a machine takes any address in it, as often as it likes. */
const NETWORK_GROUPS = 4;

/** NAT64 (RFC 6052): the last 32 bits are the IPv4 address of who is behind it. */
const NAT64 = 'rfc6052';

/**
 * What a limit per address counts by: an IPv4 address, also in IPv6's coat (`::ffff:192.0.2.1`, `64:ff9b::192.0.2.1`); of IPv6 the
 * network, a /64. What is no address stays as it is; of a connection that is gone before it was read there is none, whatever
 * `FastifyRequest.ip` promises.
 */
export function addressKey(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  // Nearly all are IPv4, and the doors ask for each delivery.
  if (!address.includes(':') || !ipaddr.isValid(address)) return address;
  const plain = ipaddr.process(address);
  if (plain instanceof ipaddr.IPv4) return plain.toString();
  if (plain.range() === NAT64) return new ipaddr.IPv4(plain.toByteArray().slice(-4)).toString();
  const network = plain.parts.map((group, at) => (at < NETWORK_GROUPS ? group : 0));
  return `${new ipaddr.IPv6(network).toString()}/64`;
}
