import { BlockList, isIP, isIPv4 } from 'node:net';

/** Whether an address is one of a source's; an empty list allows every address. */
export function isPeerAllowed(allowed: readonly string[], peer: string | null): boolean {
  if (allowed.length === 0) return true;
  if (peer === null) return false;
  // A socket that listens on IPv6 too writes IPv4 senders as ::ffff:10.1.2.3; a scope (%eth0) is not part of the address.
  const address = peer.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
  if (isIP(address) === 0) return false;
  const list = new BlockList();
  for (const entry of allowed) {
    const [net = '', prefix] = entry.split('/');
    const family = isIPv4(net) ? 'ipv4' : 'ipv6';
    if (prefix === undefined) list.addAddress(net, family);
    else list.addSubnet(net, Number(prefix), family);
  }
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}
