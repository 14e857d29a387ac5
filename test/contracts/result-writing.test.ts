import { type ResultRequest, writeResult } from '../../lib/contracts/result-writing';

const object = { key: 'a.jpg.json', body: '{}', contentType: 'application/json' };
const input = { key: 'a.jpg', version: '1', writtenAt: 1000 };

/** One key of a bucket, whose first answers may get lost. */
function bucket(lostAnswers = 0) {
  let present: ResultRequest | undefined;
  let lost = 0;
  const refuse = (httpStatusCode: number) => Object.assign(new Error('refused'), { $metadata: { httpStatusCode } });
  return {
    put: async (request: ResultRequest): Promise<void> => {
      if (request.IfNoneMatch && present) throw refuse(412);
      present = request;
      // As a client that tries once more would: the first try was heard.
      if (lost++ < lostAnswers) await calls.put(request);
    },
    head: async () => {
      if (!present) throw refuse(404);
      return { ETag: '"1"', Metadata: present.Metadata };
    },
  };
}

let calls: ReturnType<typeof bucket>;

test('what was written although its answer was lost is written, not a repetition', async () => {
  calls = bucket(1);
  await expect(writeResult(calls, object, { ...input, message: 'm1' }, 'classified')).resolves.toBe('written');
});

test('a second message for the same input is a repetition', async () => {
  calls = bucket();
  await expect(writeResult(calls, object, { ...input, message: 'm1' }, 'classified')).resolves.toBe('written');
  await expect(writeResult(calls, object, { ...input, message: 'm2' }, 'classified')).resolves.toBe('repeated');
  await expect(writeResult(calls, object, input, 'classified')).resolves.toBe('repeated');
});

test('a newer version replaces, an older one does not', async () => {
  calls = bucket();
  await writeResult(calls, object, input, 'classified');
  const later = { ...input, version: '2', writtenAt: 2000 };
  await expect(writeResult(calls, object, later, 'classified')).resolves.toBe('written');
  await expect(writeResult(calls, object, input, 'classified')).resolves.toBe('outdated');
});
