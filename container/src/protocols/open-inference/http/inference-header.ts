import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '../../../../../lib/contracts/failures';

/** Says how long the JSON before the binary data is; 0 when there is none. */
export const lengthHeader = 'Inference-Header-Content-Length';
/** Amazon SageMaker passes no such header on, so there the content type says it. */
export const sagemakerType = 'application/vnd.sagemaker-triton.binary+json';

/**
 * The length of the JSON at the start of a body; all of it where nothing is said.
 *
 * @throws Failure request-malformed when it is no length, or longer than the body
 */
export function jsonLengthOf(headers: IncomingHttpHeaders, bodyLength: number): number {
  const text = headers[lengthHeader.toLowerCase()] ?? sizeIn(headers['content-type']);
  if (text === undefined) return bodyLength;
  const length = Number(text);
  if (/^\d{1,15}$/.test(String(text)) && length <= bodyLength) return length;
  throw new Failure(
    'request-malformed',
    `${lengthHeader}: expected 0 to ${bodyLength}, the length of the body; received ${String(text).slice(0, 40)}.`,
  );
}

function sizeIn(contentType = ''): string | undefined {
  const [type, ...parameters] = contentType.split(';').map((part) => part.trim());
  if (type.toLowerCase() !== sagemakerType) return undefined;
  const size = parameters.map((part) => part.split('=')).find(([name]) => name.toLowerCase() === 'json-header-size');
  return size?.[1];
}
