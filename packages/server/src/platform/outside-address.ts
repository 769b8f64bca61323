import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Networks that are not the internet: this machine, the house, the provider's own (metadata at 169.254.169.254), RFC 6890 and others. */
const INSIDE_V4 = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  INSIDE_V4.addSubnet(network, bits, 'ipv4');
}
/** Of IPv6 only global unicast is the internet; inside it are tunnels that lead to IPv4 addresses of somebody's choice. */
const GLOBAL_V6 = new BlockList();
GLOBAL_V6.addSubnet('2000::', 3, 'ipv6');
const TUNNELS_V6 = new BlockList();
TUNNELS_V6.addSubnet('2001::', 23, 'ipv6');
TUNNELS_V6.addSubnet('2001:db8::', 32, 'ipv6');
TUNNELS_V6.addSubnet('2002::', 16, 'ipv6');
TUNNELS_V6.addSubnet('3fff::', 20, 'ipv6');

export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !INSIDE_V4.check(address, 'ipv4');
  return family === 6 && GLOBAL_V6.check(address, 'ipv6') && !TUNNELS_V6.check(address, 'ipv6');
}

/** Addresses inside the house that may be asked all the same: `host:port`, and the setting that names them. */
export type AllowedInside = { hosts: readonly string[]; setting: string };

/**
 * An address somebody typed that this program is to ask, or what is wrong with it. https only, and no address inside the
 * house, unless its `host:port` is allowed. A name is looked at again whenever it is resolved.
 */
export function readOutsideUrl(text: string, allowed: AllowedInside): { url: URL; isAllowed: boolean } | { problem: string } {
  const url = text.length <= 2000 ? URL.parse(text) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return { problem: 'the address must be a URL that begins with https://' };
  if (url.username !== '' || url.password !== '') return { problem: 'the address must not hold a user or a password' };
  if (url.hash !== '') return { problem: 'the address must not hold a fragment (#)' };
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const isAllowed = allowed.hosts.includes(`${url.hostname}:${port}`);
  if (isAllowed) return { url, isAllowed };
  if (url.protocol !== 'https:') return { problem: `the address must begin with https:// (${allowed.setting} names exceptions)` };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host))
    return { problem: `the address is not one of the internet (${allowed.setting} names exceptions)` };
  return { url, isAllowed };
}

export type Resolve = (host: string) => Promise<LookupAddress[]>;

export const resolveBySystem: Resolve = (host) =>
  new Promise((resolve, reject) => {
    systemLookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/**
 * A lookup for one connection: what it lets through is what is connected to, so a name that says something else a moment later
 * gains nothing. A name with one address inside is refused whole. `onRefused` tells that it was this and no fault of the network.
 */
export function publicLookup(resolve: Resolve, onRefused: () => void): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (first && addresses.every(({ address }) => isPublicAddress(address))) {
          if (options.all) callback(null, addresses);
          else callback(null, first.address, first.family);
          return;
        }
        onRefused();
        callback(new Error('the name leads to an address that is not one of the internet'), '');
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}
