import { randomUUID } from 'node:crypto';
import type { CaptureModel } from '../assembly/endpoint-model';
import type { Invocation } from './invocation';

/** What a container answered, all of it. */
export interface CapturedAnswer {
  readonly contentType?: string;
  readonly body: Buffer;
}

type Encoding = 'CSV' | 'JSON' | 'BASE64';

/**
 * One call as Amazon SageMaker captures it: a line of a file.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
 */
export function capturedLine(
  capture: CaptureModel,
  { invocation, answer, at }: { invocation: Invocation; answer: CapturedAnswer; at: Date },
): string {
  const { contentType, body, customAttributes, inferenceId } = invocation;
  const event = {
    captureData: {
      ...(capture.input && { endpointInput: payload(capture, 'INPUT', { contentType, body }) }),
      ...(capture.output && { endpointOutput: payload(capture, 'OUTPUT', answer) }),
    },
    eventMetadata: {
      eventId: randomUUID(),
      ...(customAttributes !== undefined && { customAttributes: [customAttributes] }),
      ...(inferenceId !== undefined && { inferenceId }),
      // Without milliseconds, as it is there.
      inferenceTime: `${at.toISOString().slice(0, 19)}Z`,
    },
    eventVersion: '0',
  };
  return `${JSON.stringify(event)}\n`;
}

function payload(capture: CaptureModel, mode: 'INPUT' | 'OUTPUT', { contentType, body }: CapturedAnswer): object {
  const encoding = encodingOf(capture, contentType);
  const data = encoding === 'BASE64' ? body.toString('base64') : body.toString();
  return { ...(contentType !== undefined && { observedContentType: contentType }), mode, data, encoding };
}

/** By the media type alone: what stands behind it, such as a charset, is not compared. */
function encodingOf({ csvTypes, jsonTypes }: CaptureModel, contentType = ''): Encoding {
  const type = contentType.split(';')[0].trim().toLowerCase();
  if (csvTypes.includes(type)) return 'CSV';
  return jsonTypes.includes(type) ? 'JSON' : 'BASE64';
}
