import { Failure } from '../../../../../lib/contracts/failures';
import { backslash, closeBrace, closeBracket, colon, comma, openBrace, openBracket, quote } from '../../json-bytes';

const maxDepth = 64;
const maxKeyBytes = 64;

export interface JsonElement {
  /** The key of the list or value in the outermost object; '' where the document is itself the list. */
  readonly key: string;
  /** Whether it is one of a list, rather than the value of the key. */
  readonly listed: boolean;
  readonly text: Buffer;
}

/** Finds the elements of one list in a JSON document of any length: no more than one element is ever held. */
export class JsonScanner {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private root: 'none' | 'list' | 'object' = 'none';
  private list = false;
  private key = '';
  private keyBytes: number[] | undefined;
  private afterColon = false;
  private parts: Buffer[] | undefined;
  private finished = false;
  /** Bytes of the element that is not complete yet. */
  pending = 0;

  /** @param wanted the keys of the outermost object that hold a list of elements or one element */
  constructor(private readonly wanted: readonly string[]) {}

  /** @throws Failure request-malformed */
  push(chunk: Buffer): JsonElement[] {
    const found: JsonElement[] = [];
    let start = this.parts ? 0 : -1;
    for (let place = 0; place < chunk.length; place++) {
      if (this.inString) {
        place = this.skipString(chunk, place);
        continue;
      }
      const byte = chunk[place];
      if (byte <= 0x20) continue;
      const ends = this.parts !== undefined && this.depth === this.elementDepth && isEnd(byte);
      if (ends) {
        found.push(this.element(chunk.subarray(start, place)));
        start = -1;
      }
      if (this.begins(byte)) {
        this.parts = [];
        start = place;
      }
      this.step(byte);
    }
    if (this.parts) {
      const rest = chunk.subarray(Math.max(0, start));
      this.parts.push(rest);
      this.pending += rest.length;
    }
    return found;
  }

  /** @throws Failure request-malformed when the document is not complete */
  end(): void {
    if (!this.finished || this.inString) throw malformed('the JSON document ends early');
  }

  private get elementDepth(): number {
    return this.root === 'object' && this.list ? 2 : 1;
  }

  /** Whether an element begins with this byte. */
  private begins(byte: number): boolean {
    if (this.parts || isEnd(byte) || byte === colon || this.depth !== this.elementDepth) return false;
    if (this.list) return true;
    return this.root === 'object' && this.afterColon && byte !== openBracket && this.wanted.includes(this.key);
  }

  private element(rest: Buffer): JsonElement {
    const text = Buffer.concat([...(this.parts ?? []), rest]);
    this.parts = undefined;
    this.pending = 0;
    return { key: this.key, listed: this.list, text };
  }

  private step(byte: number): void {
    if (this.finished) throw malformed('something follows the JSON document');
    if (byte === quote) this.openString();
    else if (byte === openBrace || byte === openBracket) this.open(byte);
    else if (byte === closeBrace || byte === closeBracket) this.close();
    else if (this.depth === 0) throw malformed('expected a JSON object or list');
    else if (this.depth === 1 && this.root === 'object') {
      if (byte === colon) this.afterColon = true;
      if (byte === comma) this.afterColon = false;
    }
  }

  private open(byte: number): void {
    if (this.depth === 0) {
      this.root = byte === openBracket ? 'list' : 'object';
      this.list = byte === openBracket;
    } else if (this.depth === 1 && this.root === 'object' && byte === openBracket && this.afterColon) {
      this.list = this.wanted.includes(this.key);
    }
    this.depth += 1;
    if (this.depth > maxDepth) throw malformed(`the JSON document is nested deeper than ${maxDepth}`);
  }

  private close(): void {
    this.depth -= 1;
    if (this.depth < 0) throw malformed('the JSON document closes what it did not open');
    if (this.depth === 1 && this.root === 'object') this.list = false;
    if (this.depth === 0) this.finished = true;
  }

  private openString(): void {
    if (this.depth === 0) throw malformed('expected a JSON object or list');
    this.inString = true;
    if (this.depth === 1 && this.root === 'object' && !this.afterColon) this.keyBytes = [];
  }

  /** @returns the last place of this chunk that belongs to the string */
  private skipString(chunk: Buffer, from: number): number {
    let end = -2;
    for (let place = from; place < chunk.length; place++) {
      // Nearly all of a body is base64: the search for its end must not be a loop over bytes.
      if (!this.keyBytes && !this.escaped) {
        if (end !== -1 && end < place) end = chunk.indexOf(quote, place);
        const slash = chunk.subarray(place, end < 0 ? undefined : end).indexOf(backslash);
        if (slash < 0 && end < 0) return chunk.length;
        place = slash < 0 ? end : place + slash;
      }
      const byte = chunk[place];
      if (this.escaped) this.escaped = false;
      else if (byte === backslash) this.escaped = true;
      else if (byte === quote) {
        this.closeString();
        return place;
      }
      if (this.keyBytes && this.keyBytes.length <= maxKeyBytes && byte !== quote) this.keyBytes.push(byte);
    }
    return chunk.length;
  }

  private closeString(): void {
    this.inString = false;
    if (this.keyBytes) this.key = Buffer.from(this.keyBytes).toString('utf8');
    this.keyBytes = undefined;
  }
}

function isEnd(byte: number): boolean {
  return byte === comma || byte === closeBracket || byte === closeBrace;
}

function malformed(reason: string): Failure {
  return new Failure('request-malformed', `The body cannot be read: ${reason}.`);
}
