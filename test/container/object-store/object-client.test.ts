import { GetObjectCommand, PutObjectCommand } from '../../../container/node_modules/@aws-sdk/client-s3';
import { SignedClient } from '../../../container/src/aws/signed-client';
import { ObjectClient } from '../../../container/src/object-store/object-client';
import { ObjectPlaces } from '../../../container/src/object-store/object-places';
import { PictureStore } from '../../../container/src/object-store/picture-store';
import { CloudProcess } from '../../local/cloud-process';
import { answer, refusal, ScriptedService, type Step } from '../aws/scripted-service';

const credentials = async () => ({ accessKeyId: 'one', secretAccessKey: 'secret' });

function clientOf(endpoint: string) {
  const signed = new SignedClient(credentials);
  const places = new ObjectPlaces(credentials, { endpoint, region: 'us-east-1', forcePathStyle: true });
  return { objects: new ObjectClient(signed, places), close: () => signed.close() };
}

const signal = () => new AbortController().signal;

describe('against S3', () => {
  let cloud: CloudProcess;
  let s3: ReturnType<typeof clientOf>;

  beforeAll(async () => {
    cloud = await CloudProcess.start();
    await cloud.bucket('shelf');
    s3 = clientOf(cloud.environment.AWS_ENDPOINT_URL);
  });

  afterAll(async () => {
    s3.close();
    await cloud.stop();
  });

  test.each([
    'a.jpg',
    'two words.jpg',
    'plus+sign.jpg',
    'über/straße.jpg',
    '100%.jpg',
    '%2F.jpg',
    '../../etc/passwd',
    'a//b',
    "quote's & <tags>!*().jpg",
    'a=b&c?d#e',
    '日本語/🖼️.png',
  ])('what it writes under the key %j the SDK reads, and the other way round', async (Key) => {
    const ContentType = 'text/plain; charset=utf-8';
    const body = `für ${Key}`;
    await s3.objects.put('shelf', { Key, Body: body, ContentType, Metadata: { status: 'x' }, IfNoneMatch: '*' });
    const read = await cloud.s3.send(new GetObjectCommand({ Bucket: 'shelf', Key }));
    expect(await read.Body?.transformToString()).toBe(body);
    expect([read.ContentType, read.Metadata]).toEqual([ContentType, { status: 'x' }]);
    const second = await cloud.s3.send(new PutObjectCommand({ Bucket: 'shelf', Key, Body: `again ${Key}` }));
    const found = await s3.objects.get('shelf', Key, undefined, {});
    expect([found.body.toString(), found.etag]).toEqual([`again ${Key}`, second.ETag]);
    expect(Math.abs(Date.now() - found.writtenAt)).toBeLessThan(60_000);
  });

  test('a condition that does not hold is 412, to replace what was seen is not', async () => {
    const object = { Key: 'once', Body: '1', ContentType: 'text/plain', Metadata: {} };
    await s3.objects.put('shelf', { ...object, IfNoneMatch: '*' });
    await expect(s3.objects.put('shelf', { ...object, IfNoneMatch: '*' })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 412 },
    });
    const { etag } = await s3.objects.get('shelf', 'once', undefined, {});
    await s3.objects.put('shelf', { ...object, Body: '2', IfMatch: etag });
    await expect(s3.objects.put('shelf', { ...object, IfMatch: etag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 412 },
    });
  });
});

describe('against a service that misbehaves', () => {
  let service: ScriptedService;
  let s3: ReturnType<typeof clientOf>;

  const begin = async (...steps: Step[]) => {
    service = await ScriptedService.start(...steps);
    s3 = clientOf(service.endpoint);
  };

  afterEach(async () => {
    s3.close();
    await service.stop();
  });

  test.each([
    [301, 'PermanentRedirect'],
    [307, 'TemporaryRedirect'],
    [400, 'AuthorizationHeaderMalformed'],
  ])('%i %s leads to the region that the bucket is in, once for all', async (status, code) => {
    await begin(refusal(status, code, { 'x-amz-bucket-region': 'eu-west-1' }), answer('picture'));
    for (let turn = 0; turn < 2; turn += 1) {
      expect((await s3.objects.get('pictures', 'a', undefined, {})).body.toString()).toBe('picture');
    }
    const regions = service.asked.map(({ headers }) => /\d{8}\/([^/]+)\//.exec(headers.authorization ?? '')?.[1]);
    expect(regions).toEqual(['us-east-1', 'eu-west-1', 'eu-west-1']);
  });

  test('a service that sends round in a circle is not followed', async () => {
    await begin(
      refusal(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'eu-west-1' }),
      refusal(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'us-east-1' }),
    );
    await expect(s3.objects.get('pictures', 'a', undefined, {})).rejects.toMatchObject({ name: 'PermanentRedirect' });
    expect(service.asked).toHaveLength(2);
  });

  test('asks for exactly the version that is meant', async () => {
    const told = { 'x-amz-version-id': 'v+/=', 'last-modified': 'Sat, 21 Nov 2026 07:08:09 GMT', etag: '"e"' };
    await begin(answer('picture', told));
    const found = await s3.objects.get('pictures', 'a b', 'v+/=', {});
    expect(service.asked[0].url).toBe('/pictures/a%20b?versionId=v%2B%2F%3D');
    expect(found).toMatchObject({ versionId: 'v+/=', etag: '"e"', writtenAt: Date.UTC(2026, 10, 21, 7, 8, 9) });
  });

  test.each<[string, Step]>([
    ['object-missing', refusal(404, 'NoSuchKey')],
    ['object-missing', refusal(405, 'MethodNotAllowed')],
    ['object-forbidden', refusal(403, 'AccessDenied')],
    ['object-unreachable', refusal(400, 'ExpiredToken')],
    ['image-too-large', answer('x'.repeat(2000))],
  ])('a picture that cannot be had fails as %s', async (id, step) => {
    await begin(step);
    const store = new PictureStore(s3.objects, 1000);
    await expect(store.fetch({ bucket: 'pictures', key: 'a' }, signal())).rejects.toMatchObject({ id });
  });

  test('a long page of a proxy with 503 is no large picture: it is asked for again', async () => {
    await begin(
      (_, response) => void response.writeHead(503, { 'content-length': 100_000 }).end('x'.repeat(100_000)),
      answer('picture'),
    );
    const { bytes } = await new PictureStore(s3.objects, 1000).fetch({ bucket: 'pictures', key: 'a' }, signal());
    expect(bytes.toString()).toBe('picture');
  });

  test('whoever gives a picture up is told so, in the middle of its body too', async () => {
    await begin((_, response) => void response.writeHead(200, { 'content-length': 500 }).write('slow'));
    const store = new PictureStore(s3.objects, 1000);
    const fetched = store.fetch({ bucket: 'pictures', key: 'a' }, AbortSignal.timeout(100));
    await expect(fetched).rejects.toMatchObject({ id: 'request-cancelled' });
  });
});
