import type { CaptureModel } from '../../../local/src/assembly/endpoint-model';
import { readCapture } from '../../../local/src/assembly/resources/data-capture';
import type { ObjectCalls } from '../../../local/src/cloud/object-calls';
import { capturedLine } from '../../../local/src/endpoints/captured-call';
import { DataCapture } from '../../../local/src/endpoints/data-capture';

const config = {
  EnableCapture: true,
  InitialSamplingPercentage: 30,
  DestinationS3Uri: 's3://kept/captured',
  CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
  CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'], JsonContentTypes: ['application/json'] },
};
const capture = readCapture(config) as CaptureModel;
const invocation = { body: Buffer.from([0xff, 0xd8]), contentType: 'image/jpeg' };
const answer = { contentType: 'application/json;verbose', body: Buffer.from('{"labels":["hat"]}') };
const at = new Date('2026-11-21T09:05:07.123Z');
const event = (model: CaptureModel, more: object = {}) =>
  JSON.parse(capturedLine(model, { invocation: { ...invocation, ...more }, answer, at }));

test('a captured call is a line with the picture in base64, the answer as text, and when it was', () => {
  expect(event(capture)).toEqual({
    captureData: {
      endpointInput: { observedContentType: 'image/jpeg', mode: 'INPUT', data: '/9g=', encoding: 'BASE64' },
      endpointOutput: {
        observedContentType: 'application/json;verbose',
        mode: 'OUTPUT',
        data: '{"labels":["hat"]}',
        encoding: 'JSON',
      },
    },
    eventMetadata: { eventId: expect.stringMatching(/^[0-9a-f-]{36}$/), inferenceTime: '2026-11-21T09:05:07Z' },
    eventVersion: '0',
  });
});

test('what a caller said of his call is kept with it, so that the truth can be joined to it later', () => {
  const { eventMetadata } = event(capture, { inferenceId: 'order-7', customAttributes: 'shop=3' });
  expect(eventMetadata).toMatchObject({ inferenceId: 'order-7', customAttributes: ['shop=3'] });
});

test('only the side that the template names is kept', () => {
  const inputs = readCapture({ ...config, CaptureOptions: [{ CaptureMode: 'Input' }] }) as CaptureModel;
  expect(Object.keys(event(inputs).captureData)).toEqual(['endpointInput']);
  expect(readCapture({ ...config, EnableCapture: false })).toBeUndefined();
});

test('of every ten calls to a variant as many are kept as the template says, and none of 0 percent', () => {
  const keeper = (percent: number) =>
    new DataCapture({
      endpoint: 'shop',
      capture: { ...capture, percent },
      collectMs: 1000,
      objects: undefined as unknown as ObjectCalls,
      onTrouble: () => {},
    });
  const taken = (percent: number) => {
    const kept = keeper(percent);
    return Array.from({ length: 10 }, () => kept.takes('main')).filter(Boolean).length;
  };
  expect([0, 10, 30, 100].map(taken)).toEqual([0, 1, 3, 10]);
});
