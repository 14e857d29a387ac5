import { Failure } from '../../../../lib/contracts/failures';

/**
 * Reads the binary form of BYTES elements: each a little-endian 32-bit length and that many bytes.
 *
 * @throws Failure request-malformed when there are not exactly `count` of them
 */
export function readByteStrings(bytes: Buffer, count: number, tensor: string): Buffer[] {
  const strings: Buffer[] = [];
  let place = 0;
  while (place < bytes.length) {
    if (strings.length === count) return refuse(tensor, `more than the ${count} elements of its shape`);
    if (place + 4 > bytes.length) return refuse(tensor, 'a length that is cut short');
    const end = place + 4 + bytes.readUInt32LE(place);
    if (end > bytes.length) return refuse(tensor, 'an element that is longer than the data');
    strings.push(bytes.subarray(place + 4, end));
    place = end;
  }
  return strings.length === count ? strings : refuse(tensor, `${strings.length} elements; its shape has ${count}`);
}

export function writeByteStrings(strings: readonly Uint8Array[]): Buffer {
  const parts = strings.flatMap((string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(string.length);
    return [length, string];
  });
  return Buffer.concat(parts);
}

function refuse(tensor: string, found: string): never {
  throw new Failure('request-malformed', `The binary data of ${tensor} holds ${found}.`);
}
