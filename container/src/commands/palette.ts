type Style = 'bold' | 'dim' | 'good' | 'bad' | 'warn';

const codes: Readonly<Record<Style, number>> = { bold: 1, dim: 2, good: 32, bad: 31, warn: 33 };

/** Colours on a terminal, plain text everywhere else. */
export class Palette {
  constructor(private readonly colours: boolean) {}

  paint(style: Style, text: string): string {
    return this.colours && text !== '' ? `\x1b[${codes[style]}m${text}\x1b[0m` : text;
  }
}

/** Text of a file as it may be shown: a control character in it could steer the terminal. */
export function visible(text: string): string {
  return text.replace(/(?!\n)\p{C}/gu, '\ufffd');
}
