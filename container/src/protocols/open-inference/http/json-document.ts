import { Failure } from '../../../../../lib/contracts/failures';
import { backslash, closeBrace, closeBracket, colon, comma, openBrace, openBracket, quote } from '../../json-bytes';
import { Turns } from '../turns';

/** A list of tensor elements inside a JSON document, from its bracket to behind its closing one. */
export interface ElementList {
  readonly start: number;
  readonly end: number;
}

export interface JsonDocument {
  /** The document with every list under a key `data` replaced by the place where the list begins. */
  readonly value: unknown;
  readonly lists: ReadonlyMap<number, ElementList>;
}

const maxDepth = 100;
/** Everything but tensor elements: names, shapes, parameters. */
const maxRestBytes = 1_048_576;

/**
 * Takes the long lists of numbers out of a request and parses the rest.
 *
 * One pass over the bytes, in pieces: `JSON.parse` on 25 MB of numbers would stop the process for a third of a second, and
 * on a document nested 250,000 deep it builds what nobody can walk through any more.
 *
 * @throws Failure request-malformed
 */
export async function readJsonDocument(bytes: Buffer): Promise<JsonDocument> {
  const turns = new Turns();
  const lists = new Map<number, ElementList>();
  const rest: string[] = [];
  let restBytes = 0;
  let restFrom = 0;
  let depth = 0;
  let list: { start: number; depth: number } | undefined;
  const keep = (end: number) => {
    restBytes += end - restFrom;
    if (restBytes > maxRestBytes) refuse(`more than ${maxRestBytes} bytes besides tensor data`);
    rest.push(bytes.toString('utf8', restFrom, end));
  };
  for (let place = 0, steps = 0; place < bytes.length; place += 1) {
    steps += 1;
    if ((steps & 0xfff) === 0 && turns.over) await turns.next();
    const byte = bytes[place];
    // Digits, points and commas are nearly all there is.
    if (byte >= comma && byte < colon) continue;
    if (byte === quote) {
      const end = endOfString(bytes, place);
      const start = list ? 0 : listAfterKey(bytes, place, end);
      place = end;
      if (start === 0) continue;
      keep(start);
      rest.push(String(start));
      place = start - 1;
      list = { start, depth };
    } else if (byte === openBracket || byte === openBrace) {
      depth += 1;
      if (depth > maxDepth) refuse(`nesting deeper than ${maxDepth}`);
      if (list && byte === openBrace) refuse('an object among the elements of a tensor');
    } else if (byte === closeBracket || byte === closeBrace) {
      depth -= 1;
      if (list && depth === list.depth) {
        restFrom = place + 1;
        lists.set(list.start, { start: list.start, end: restFrom });
        list = undefined;
      }
    }
  }
  if (list) refuse('a list that does not end');
  keep(bytes.length);
  return { value: parse(rest.join('')), lists };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse((error as Error).message);
  }
}

/** Longer than any name or picture needs: beyond it, searching for the end would hold up everybody else. */
const maxEscapedQuotes = 65_536;
const maxBackslashes = 1024;

/** The place of the closing quote. */
export function endOfString(bytes: Buffer, start: number): number {
  let end = start;
  for (let tries = 0; tries < maxEscapedQuotes; tries += 1) {
    end = bytes.indexOf(quote, end + 1);
    if (end < 0) return refuse('a string that does not end');
    let before = end;
    while (bytes[before - 1] === backslash && end - before <= maxBackslashes) before -= 1;
    if (end - before > maxBackslashes) break;
    if ((end - before) % 2 === 0) return end;
  }
  return refuse('a string of escapes');
}

/** Where the list begins when this string is the key `data` of one; otherwise 0. */
function listAfterKey(bytes: Buffer, start: number, end: number): number {
  if (end - start !== 5 || bytes.toString('latin1', start + 1, end) !== 'data') return 0;
  const separator = skipSpace(bytes, end + 1);
  if (bytes[separator] !== colon) return 0;
  const value = skipSpace(bytes, separator + 1);
  return bytes[value] === openBracket ? value : 0;
}

function skipSpace(bytes: Buffer, start: number): number {
  let place = start;
  while (isSpace(bytes[place])) place += 1;
  return place;
}

export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function refuse(found: string): never {
  throw new Failure('request-malformed', `The JSON of the request cannot be read: ${found}.`);
}
