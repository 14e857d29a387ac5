import { KeyRing } from '../../../container/src/access/key-ring';
import { TokenBucket } from '../../../container/src/access/token-bucket';

let now = 0;
const clock = () => now;

test('a burst passes at once, then one request each time the rate allows it', () => {
  const bucket = new TokenBucket({ requestsPerSecond: 4, burst: 3 }, clock);
  expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([0, 0, 0]);
  expect(bucket.take()).toBe(0.25);
  now += 125;
  expect(bucket.take()).toBe(0.125);
  now += 125;
  expect(bucket.take()).toBe(0);
});

test('a long pause saves up no more than the burst', () => {
  const bucket = new TokenBucket({ requestsPerSecond: 1000, burst: 2 }, clock);
  now += 86_400_000;
  expect([bucket.take(), bucket.take(), bucket.take() > 0]).toEqual([0, 0, true]);
});

test('new keys for the same caller do not fill its bucket again; another rate does', () => {
  const key = { name: 'shop', digest: Buffer.alloc(32), admin: false, rate: { requestsPerSecond: 1, burst: 1 } };
  const ring = new KeyRing([key], clock);
  const bucketOf = () => {
    const seen = Reflect.get(ring, 'clients') as readonly { bucket?: TokenBucket }[];
    return seen[0].bucket;
  };
  expect(bucketOf()?.take()).toBe(0);
  ring.replace([{ ...key, digest: Buffer.alloc(32, 1) }]);
  expect(bucketOf()?.take()).toBe(1);
  ring.replace([{ ...key, rate: { requestsPerSecond: 2, burst: 1 } }]);
  expect(bucketOf()?.take()).toBe(0);
});
