import type { IncomingMessage } from 'node:http';

/** The whole body, or nothing where it is longer than `most` bytes. */
export async function requestBody(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > most) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}
