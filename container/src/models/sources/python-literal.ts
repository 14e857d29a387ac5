/** What `ast.literal_eval` would make of it; dictionaries and their keys keep their order. */
export type PythonValue = string | number | boolean | null | PythonValue[] | Map<PythonValue, PythonValue>;

const maxDepth = 16;
const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"', '\n': '' };
const words: Record<string, PythonValue> = {
  True: true,
  False: false,
  None: null,
  true: true,
  false: false,
  null: null,
};
const closing: Record<string, string> = { '[': ']', '(': ')', '{': '}' };

/**
 * Reads a Python literal (numbers, strings, lists, tuples, dictionaries) as `str()` writes it, and JSON too.
 * Nothing is ever evaluated; time grows with the length of the text only.
 *
 * @throws SyntaxError
 */
export function parsePythonLiteral(text: string): PythonValue {
  return new Reader(text).document();
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  document(): PythonValue {
    const value = this.value(0);
    this.space();
    return this.at === this.text.length ? value : this.refuse('the end');
  }

  private value(depth: number): PythonValue {
    if (depth > maxDepth) return this.refuse('fewer brackets within brackets');
    this.space();
    const first = this.text[this.at];
    if (first === "'" || first === '"') return this.string(first);
    if (first === '{') return this.dictionary(depth);
    if (first === '[' || first === '(') return this.items(() => this.value(depth + 1));
    return this.word();
  }

  private dictionary(depth: number): Map<PythonValue, PythonValue> {
    const pairs = this.items((): [PythonValue, PythonValue] => {
      const key = this.value(depth + 1);
      this.space();
      if (this.text[this.at++] !== ':') this.refuse('a colon');
      return [key, this.value(depth + 1)];
    });
    return new Map(pairs);
  }

  private items<T>(read: () => T): T[] {
    const end = closing[this.text[this.at++]];
    const found: T[] = [];
    for (;;) {
      this.space();
      if (this.text[this.at] === end) break;
      found.push(read());
      this.space();
      if (this.text[this.at] === ',') this.at += 1;
      else if (this.text[this.at] !== end) this.refuse(`a comma or ${end}`);
    }
    this.at += 1;
    return found;
  }

  private string(quote: string): string {
    const parts: string[] = [];
    this.at += 1;
    for (let from = this.at; ; ) {
      const character = this.text[this.at];
      if (character === undefined) this.refuse(quote);
      if (character === quote || character === '\\') parts.push(this.text.slice(from, this.at));
      this.at += 1;
      if (character === quote) return parts.join('');
      if (character !== '\\') continue;
      parts.push(this.escape());
      from = this.at;
    }
  }

  private escape(): string {
    const kind = this.text[this.at++];
    const digits = { x: 2, u: 4, U: 8 }[kind];
    if (digits === undefined) return escapes[kind] ?? `\\${kind}`;
    const code = this.text.slice(this.at, this.at + digits);
    const point = Number.parseInt(code, 16);
    if (!/^[0-9a-fA-F]+$/.test(code) || code.length < digits || point > 0x10ffff) this.refuse(`${digits} digits`);
    this.at += digits;
    return String.fromCodePoint(point);
  }

  private word(): PythonValue {
    const [word = ''] = /^[-+.\w]{1,64}/.exec(this.text.slice(this.at, this.at + 64)) ?? [];
    this.at += word.length;
    if (Object.hasOwn(words, word)) return words[word];
    if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word)) this.refuse('a value');
    return Number(word);
  }

  private space(): void {
    while (' \n\r\t'.includes(this.text[this.at] ?? '-')) this.at += 1;
  }

  private refuse(expected: string): never {
    throw new SyntaxError(`expected ${expected} at character ${this.at}`);
  }
}
