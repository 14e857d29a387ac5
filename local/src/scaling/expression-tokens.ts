/** The words and signs of an expression, taken from left to right. */
export class Tokens {
  private readonly tokens: readonly string[];
  private place = 0;

  constructor(private readonly text: string) {
    this.tokens = text.match(/\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|<=|>=|==|!=|&&|\|\||\S/g) ?? [];
  }

  takeOneOf(wanted: readonly string[]): string | undefined {
    const token = this.tokens[this.place];
    // AND and OR are other words for && and ||.
    const meant = { AND: '&&', OR: '||' }[token?.toUpperCase() ?? ''] ?? token;
    if (meant === undefined || !wanted.includes(meant)) return undefined;
    this.place += 1;
    return meant;
  }

  takeNumber(): number | undefined {
    const token = this.tokens[this.place];
    if (token === undefined || !/^\d/.test(token)) return undefined;
    this.place += 1;
    return Number(token);
  }

  takeName(): string {
    const token = this.tokens[this.place];
    if (token === undefined || !/^[A-Za-z_]/.test(token)) throw this.wrong();
    this.place += 1;
    return token;
  }

  expect(sign: string): void {
    if (!this.takeOneOf([sign])) throw this.wrong();
  }

  end(): void {
    if (this.place < this.tokens.length) throw this.wrong();
  }

  private wrong(): Error {
    return new Error(`${this.tokens[this.place] ?? 'the end'} is not expected in "${this.text}"`);
  }
}
