import { isIPv4, isIPv6 } from 'node:net';

/** The bytes of an address in text, 4 or 16 of them; undefined for anything else, also for one with a zone. */
export function bytesOf(address: string): Uint8Array | undefined {
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number);
  if (!isIPv6(address) || address.includes('%')) return undefined;
  const [head, tail] = withoutDots(address).split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')];
  const groups = [...before, ...Array(8 - before.length - after.length).fill(0), ...after];
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]));
}

/** Whether an address begins with the first `bits` bits of `prefix`. */
export function hasPrefix(address: Uint8Array, prefix: Uint8Array, bits: number): boolean {
  if (address.length !== prefix.length) return false;
  const whole = bits >> 3;
  for (let place = 0; place < whole; place += 1) if (address[place] !== prefix[place]) return false;
  const rest = bits & 7;
  return rest === 0 || (address[whole] ^ prefix[whole]) >> (8 - rest) === 0;
}

/** An IPv4 address at the end, as in ::ffff:127.0.0.1, as the two groups that it stands for. */
function withoutDots(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [(a << 8) | b, (c << 8) | d].map((group) => group.toString(16)).join(':'),
  );
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
