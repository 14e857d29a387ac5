import { readJobs } from '../../lib/contracts/job';

const record = (key: string, more: object = {}) => ({
  eventVersion: '2.6',
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'in' }, object: { key, versionId: 'v1', ...more } },
});
const read = (message: unknown) => readJobs(JSON.stringify(message));

test.each([
  ['test_0.JPEG', 'test_0.JPEG'],
  ['a+b%2Bc', 'a b+c'],
  ['%C3%BC/%25.png', 'ü/%.png'],
  ['..%2F..%2Fetc', '../../etc'],
])('S3 writes keys as a form does: %s', (written, key) => {
  expect(read({ Records: [record(written)] })).toEqual([{ bucket: 'in', key, versionId: 'v1' }]);
});

test('an event may hold several pictures, and come inside an envelope of SNS', () => {
  const event = { Records: [record('a'), record('b')] };
  const keys = ['a', 'b'].map((key) => ({ bucket: 'in', key, versionId: 'v1' }));
  expect(read(event)).toEqual(keys);
  expect(read({ Type: 'Notification', Message: JSON.stringify(event) })).toEqual(keys);
});

test('EventBridge writes the key as it is', () => {
  const detail = { bucket: { name: 'in' }, object: { key: 'a+b %2B', 'version-id': 'v2' } };
  expect(read({ 'detail-type': 'Object Created', detail })).toEqual([
    { bucket: 'in', key: 'a+b %2B', versionId: 'v2' },
  ]);
});

test('a job of our own may leave the version out', () => {
  expect(read({ bucket: 'in', key: 'a' })).toEqual([{ bucket: 'in', key: 'a' }]);
});

test("S3's test event and removals are no jobs", () => {
  expect(read({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'in' })).toEqual([]);
  expect(read({ Records: [{ ...record('a'), eventName: 'ObjectRemoved:Delete' }] })).toEqual([]);
  expect(read({ 'detail-type': 'Object Deleted', detail: { bucket: { name: 'in' }, object: { key: 'a' } } })).toEqual(
    [],
  );
});

test.each([
  ['not JSON at all', 'expected JSON'],
  ['[]', 'expected an object'],
  ['{"hello":"world"}', 'job.hello: unknown field'],
  ['{"Records":[{"eventSource":"aws:sns"}]}', 'expected records of S3'],
  ['{"Records":[{"s3":{"bucket":{"name":"in"},"object":{"key":"%zz"}}}]}', 'expected an encoded key'],
  [JSON.stringify({ bucket: 'in', key: 'k'.repeat(1025) }), 'at most 1024 characters'],
])('%s is refused with what was expected', (body, problem) => {
  expect(() => readJobs(body)).toThrow(problem);
});

test('envelopes within envelopes end somewhere', () => {
  const deep = (levels: number): unknown =>
    levels === 0 ? { Records: [record('a')] } : { Message: JSON.stringify(deep(levels - 1)) };
  expect(() => read(deep(5))).toThrow('unknown field');
});
