import { ObjectPlaces } from '../../../container/src/object-store/object-places';

const credentials = async () => ({ accessKeyId: 'one', secretAccessKey: 'secret' });

async function placeOf(bucket: string, options: object = {}) {
  const place = await new ObjectPlaces(credentials, { region: 'eu-west-1', ...options }).of(bucket);
  const { secure, host, prefix, signer } = place;
  return [`${secure ? 'https' : 'http'}://${host}${prefix}`, signer.region, signer.service];
}

test.each([
  ['pictures', {}, 'https://pictures.s3.eu-west-1.amazonaws.com', 'eu-west-1'],
  ['pictures', { region: 'cn-north-1' }, 'https://pictures.s3.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  // A name with dots does not fit the certificate, one with capitals no host name.
  ['shop.pictures', {}, 'https://s3.eu-west-1.amazonaws.com/shop.pictures', 'eu-west-1'],
  ['Old_Pictures', {}, 'https://s3.eu-west-1.amazonaws.com/Old_Pictures', 'eu-west-1'],
  [
    'arn:aws:s3:us-west-2:123456789012:accesspoint/shop',
    {},
    'https://shop-123456789012.s3-accesspoint.us-west-2.amazonaws.com',
    'us-west-2',
  ],
  ['pictures', { endpoint: 'http://127.0.0.1:9000' }, 'http://127.0.0.1:9000/pictures', 'eu-west-1'],
  [
    'pictures',
    { endpoint: 'https://minio.example/base', forcePathStyle: true },
    'https://minio.example/base/pictures',
    'eu-west-1',
  ],
])('objects of %s with %j are at %s', async (bucket, options, url, region) => {
  await expect(placeOf(bucket, options)).resolves.toEqual([url, region, 's3']);
});

test('a bucket that needs a session of its own is refused with a reason', async () => {
  await expect(placeOf('shop--euw1-az1--x-s3')).rejects.toThrow('signature that is not known here');
});

test('asks the SDK once for a bucket, and again after it could not say', async () => {
  let asked = 0;
  const places = new ObjectPlaces(
    async () => {
      asked += 1;
      if (asked === 1) throw new Error('no credentials yet');
      return credentials();
    },
    { region: 'eu-west-1' },
  );
  await expect(places.of('pictures')).rejects.toThrow('no credentials yet');
  const first = await places.of('pictures');
  const before = asked;
  expect(await places.of('pictures')).toBe(first);
  expect(asked).toBe(before);
});
