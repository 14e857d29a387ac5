import { crc32 } from 'node:zlib';

/**
 * Messages of the binary event stream of AWS: lengths, their checksum, headers, payload, the checksum of all.
 *
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export function eventMessage(headers: Readonly<Record<string, string>>, payload: Buffer): Buffer {
  const encoded = Buffer.concat(Object.entries(headers).map(([name, value]) => stringHeader(name, value)));
  const length = 12 + encoded.length + payload.length + 4;
  const message = Buffer.alloc(length);
  message.writeUInt32BE(length, 0);
  message.writeUInt32BE(encoded.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  encoded.copy(message, 12);
  payload.copy(message, 12 + encoded.length);
  message.writeUInt32BE(crc32(message.subarray(0, length - 4)), length - 4);
  return message;
}

/** A piece of an answer. */
export function payloadPart(bytes: Buffer): Buffer {
  const headers = {
    ':message-type': 'event',
    ':event-type': 'PayloadPart',
    ':content-type': 'application/octet-stream',
  };
  return eventMessage(headers, bytes);
}

/** What ends a stream whose answer broke off. */
export function streamFailure(type: 'ModelStreamError' | 'InternalStreamFailure', body: object): Buffer {
  const headers = { ':message-type': 'exception', ':exception-type': type, ':content-type': 'application/json' };
  return eventMessage(headers, Buffer.from(JSON.stringify(body)));
}

const stringType = 7;

function stringHeader(name: string, value: string): Buffer {
  const [key, text] = [Buffer.from(name), Buffer.from(value)];
  const head = Buffer.from([key.length, ...key, stringType, text.length >> 8, text.length & 0xff]);
  return Buffer.concat([head, text]);
}
