/** A message of protobuf's text format: the values of each field, in order. Names such as `TYPE_FP32` are strings. */
export type TextMessage = ReadonlyMap<string, readonly TextValue[]>;
export type TextValue = string | number | TextMessage;

const deepest = 32;
const token =
  /\s*(?:#[^\n]*(?:\n\s*|$))*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[A-Za-z_][\w.]*|[-+]?[\d.][\w.+-]*|[{}<>[\]:,;])/y;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/**
 * Reads protobuf's text format as far as configuration files use it: no extensions, no `Any`.
 *
 * @throws SyntaxError that names the line
 */
export function parseTextProtobuf(text: string): TextMessage {
  const tokens = new Tokens(text);
  return readMessage(tokens, undefined, 0);
}

function readMessage(tokens: Tokens, close: string | undefined, depth: number): TextMessage {
  if (depth > deepest) throw tokens.wrong('is nested too deeply');
  const fields = new Map<string, TextValue[]>();
  for (;;) {
    if (tokens.next === close) {
      tokens.take();
      return fields;
    }
    const name = tokens.take();
    if (!name || !/^[A-Za-z_]/.test(name)) throw tokens.wrong(`has ${name ?? 'its end'} where a field should be`);
    const colon = tokens.skip(':');
    const values = readValues(tokens, colon, depth);
    const before = fields.get(name);
    if (before) for (const value of values) before.push(value);
    else fields.set(name, values);
    if (!tokens.skip(',')) tokens.skip(';');
  }
}

function readValues(tokens: Tokens, colon: boolean, depth: number): TextValue[] {
  if (!tokens.skip('[')) return [readValue(tokens, colon, depth)];
  const values: TextValue[] = [];
  while (!tokens.skip(']')) {
    values.push(readValue(tokens, true, depth));
    if (!tokens.skip(',') && tokens.next !== ']') throw tokens.wrong('has a list without an end');
  }
  return values;
}

function readValue(tokens: Tokens, scalar: boolean, depth: number): TextValue {
  if (tokens.skip('{')) return readMessage(tokens, '}', depth + 1);
  if (tokens.skip('<')) return readMessage(tokens, '>', depth + 1);
  const word = tokens.take();
  if (!scalar || !word || /^[{}<>[\]:,;]/.test(word))
    throw tokens.wrong(`has ${word ?? 'its end'} where a value should be`);
  if (!/^["']/.test(word)) return /^[-+.\d]/.test(word) && !Number.isNaN(Number(word)) ? Number(word) : word;
  let quoted = unquoted(word);
  while (tokens.next && /^["']/.test(tokens.next)) quoted += unquoted(tokens.take() ?? '');
  return quoted;
}

function unquoted(word: string): string {
  return word.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);
}

class Tokens {
  next: string | undefined;
  private at = 0;

  constructor(private readonly text: string) {
    this.take();
  }

  take(): string | undefined {
    const taken = this.next;
    token.lastIndex = this.at;
    const found = token.exec(this.text);
    if (!found && /\S/.test(this.text.slice(this.at).replace(/#[^\n]*/g, ''))) throw this.wrong('cannot be read');
    this.next = found?.[1];
    this.at = found ? token.lastIndex : this.text.length;
    return taken;
  }

  skip(expected: string): boolean {
    if (this.next !== expected) return false;
    this.take();
    return true;
  }

  wrong(problem: string): SyntaxError {
    return new SyntaxError(`line ${this.text.slice(0, this.at).split('\n').length} ${problem}`);
  }
}
