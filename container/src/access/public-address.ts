import { bytesOf, hasPrefix } from './ip-address';

/**
 * What of IPv4 is not the public internet: the IANA registry of special-purpose addresses (RFC 6890 and its updates),
 * multicast and reserved space, and one public address at which a cloud keeps its host services.
 */
const closedIPv4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // behind carrier-grade NAT
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // host services of Azure
  '169.254.0.0/16', // link-local, with the metadata of every cloud
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT relays
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
].map(rangeOf);

/** Of IPv6 only this is in global use; loopback, unique-local, link- and site-local, mapped IPv4 and NAT64 lie outside. */
const globalIPv6 = rangeOf('2000::/3');
const closedIPv6 = [
  '2001::/23', // protocol assignments: Teredo, benchmarks, ORCHID
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which carries an IPv4 address
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
].map(rangeOf);

/** Whether a connection to this address leaves for the public internet and for nowhere else. */
export function isPublic(address: string): boolean {
  const bytes = bytesOf(address);
  if (!bytes) return false;
  const within = ({ prefix, bits }: Range) => hasPrefix(bytes, prefix, bits);
  if (bytes.length === 4) return !closedIPv4.some(within);
  return within(globalIPv6) && !closedIPv6.some(within) && !isIsatap(bytes);
}

/** An interface name of ISATAP holds an IPv4 address, under any prefix (RFC 5214, section 6.1). */
function isIsatap(bytes: Uint8Array): boolean {
  return (bytes[8] & ~2) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
}

interface Range {
  readonly prefix: Uint8Array;
  readonly bits: number;
}

function rangeOf(text: string): Range {
  const [address, bits] = text.split('/');
  const prefix = bytesOf(address);
  if (!prefix) throw new Error(`${text} is no range of addresses`);
  return { prefix, bits: Number(bits) };
}
