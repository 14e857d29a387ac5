import { copyKey, fromMetadata, inferenceId, toMetadata } from '../../lib/contracts/endpoint-picture';

const job = { bucket: 'pictures', key: 'shoe.jpg' };

test('what is written beside a copy is read back, within the 2 KB and the alphabet that Amazon S3 takes', () => {
  const picture = {
    key: 'ü'.repeat(512),
    version: 'v'.repeat(32),
    writtenAt: 1_800_000_000_000,
    messageId: 'm'.repeat(36),
    receipt: 'AQEB'.repeat(103),
    attempts: 3,
    sentAt: 1_800_000_000_001,
  };
  const metadata = toMetadata(picture);

  expect(fromMetadata(metadata)).toEqual(picture);
  const text = Object.entries(metadata).flat().join('');
  expect(text).toMatch(/^[\x20-\x7e]+$/);
  expect(text.length).toBeLessThanOrEqual(2048);
});

test('a job has the same name on every try, in the 64 characters of an inference id, and no two have the same', () => {
  const id = inferenceId(job, '1', 'message');
  expect(inferenceId(job, '1', 'message')).toBe(id);
  expect(id).toMatch(/^[0-9a-f]{64}$/);
  const others = [inferenceId(job, '2', 'message'), inferenceId(job, '1', 'another'), inferenceId(job, '1m', 'essage')];
  expect(new Set([id, ...others]).size).toBe(4);
  expect(copyKey('pictures/a/', id, 2)).toBe(`pictures/a/${id}/2`);
});
