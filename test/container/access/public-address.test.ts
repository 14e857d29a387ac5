import { BlockList } from 'node:net';
import { isPublic } from '../../../container/src/access/public-address';
import { allowedUrl, hostOf } from '../../../container/src/access/url-rules';

const closed = [
  ['this machine', ['127.0.0.1', '127.255.255.254', '0.0.0.0', '::1', '::']],
  ['private networks', ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1']],
  [
    'metadata of a cloud',
    ['169.254.169.254', '169.254.170.2', 'fd00:ec2::254', '168.63.129.16', '100.100.100.200', '192.0.0.192'],
  ],
  ['link-local', ['169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'febf::1']],
  ['site-local', ['fec0::1', 'feff::1']],
  ['carrier-grade NAT', ['100.64.0.1', '100.127.255.255']],
  [
    'IPv4 mapped into IPv6',
    ['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::ffff:0:127.0.0.1', '::127.0.0.1'],
  ],
  ['6to4', ['2002:7f00:1::1', '2002:808:808::1', '192.88.99.1']],
  ['NAT64', ['64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::1']],
  ['Teredo', ['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2']],
  ['ISATAP', ['2606:4700::5efe:7f00:1', '2606:4700::200:5efe:192.168.0.1']],
  [
    'documentation and benchmarks',
    ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.19.0.1', '2001:db8::1', '3fff::1', '2001:2::1'],
  ],
  [
    'multicast and reserved',
    ['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', 'ff02::1', '4000::1', '5f00::1'],
  ],
  ['no address', ['', 'localhost', '1.2.3', '8.8.8.8 ', '0x7f.0.0.1', '1:2:3:4:5:6:7']],
] as const;

test.each(closed)('%s is not the public internet', (_, addresses) => {
  for (const address of addresses) expect([address, isPublic(address)]).toEqual([address, false]);
});

test.each([
  '8.8.8.8',
  '93.184.216.34',
  '172.15.255.255',
  '172.32.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '223.255.255.255',
  '2606:4700::1',
  '2a00:1450:4001:82a::200e',
  '2001:4860:4860::8888',
  '2003::1',
])('%s is', (address) => expect(isPublic(address)).toBe(true));

/** Numbers without a pattern, the same in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
}

test('judges IPv4 addresses as an independent list of the ranges does, around every border and anywhere', () => {
  const ranges = [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '168.63.129.16/32',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.31.196.0/24',
    '192.52.193.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '192.175.48.0/24',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ];
  const list = new BlockList();
  const samples: number[] = [];
  for (const range of ranges) {
    const [address, bits] = range.split('/');
    list.addSubnet(address, Number(bits));
    const start = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
    const end = start + 2 ** (32 - Number(bits));
    samples.push(start, end - 1, ...[start - 1, end].filter((value) => value >= 0 && value < 2 ** 32));
  }
  const random = randomNumbers(1);
  for (let count = 0; count < 20_000; count += 1) samples.push(random());
  const wrong = samples.map(dotted).filter((address) => isPublic(address) === list.check(address));
  expect(wrong).toEqual([]);
});

test('no spelling of an inner address passes for a public one', () => {
  const random = randomNumbers(2);
  const inner = ['127.0.0.0', '10.0.0.0', '169.254.0.0', '192.168.0.0'];
  for (let count = 0; count < 2000; count += 1) {
    const base = inner[count % inner.length].split('.').map(Number);
    const bytes = [base[0], base[1], random() >>> 24, random() >>> 24];
    for (const spelling of spellingsOf(bytes)) {
      const host = hostOf(allowedUrl(`https://${spelling}/a.jpg`, { allowHttp: false }));
      expect([spelling, isPublic(host)]).toEqual([spelling, false]);
    }
  }
});

test('an IPv6 address that carries an IPv4 address in it is refused, whatever that address is', () => {
  const random = randomNumbers(3);
  for (let count = 0; count < 2000; count += 1) {
    const value = random();
    const hex = `${(value >>> 16).toString(16)}:${(value & 65_535).toString(16)}`;
    const carriers = [
      `::ffff:${hex}`,
      `::${hex}`,
      `64:ff9b::${hex}`,
      `2002:${hex}::1`,
      `2001:0:${hex}::1`,
      `2a00:1::5efe:${hex}`,
    ];
    for (const address of carriers) expect([address, isPublic(address)]).toEqual([address, false]);
  }
});

/** How a URL may write an IPv4 address: decimal, octal, hexadecimal, mixed, cut short, mapped, in full-width digits. */
function spellingsOf([a, b, c, d]: number[]): string[] {
  const whole = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const plain = [a, b, c, d].join('.');
  return [
    plain,
    `${plain}.`,
    String(whole),
    `0x${whole.toString(16)}`,
    `0${whole.toString(8)}`,
    [a, b, c, d].map((byte) => `0x${byte.toString(16)}`).join('.'),
    [a, b, c, d].map((byte) => `0${byte.toString(8)}`).join('.'),
    `${a}.${(b << 16) | (c << 8) | d}`,
    `${a}.0x${b.toString(16)}.${(c << 8) | d}`,
    `[::ffff:${plain}]`,
    plain.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
    plain.replace(/\./g, '\u3002'),
    plain.replace(/\d/g, (digit) => `%3${digit}`),
  ];
}

function dotted(value: number): string {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
}
