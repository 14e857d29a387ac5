import type { IncomingHttpHeaders } from 'node:http';

/** The type of a body in small letters, without its parameters; empty where nothing is said. */
export function mediaTypeOf({ 'content-type': contentType = '' }: Pick<IncomingHttpHeaders, 'content-type'>): string {
  return contentType.split(';')[0].trim().toLowerCase();
}
