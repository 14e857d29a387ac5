import { createInterface } from 'node:readline';

export type Command = { readonly do: 'flash'; readonly count: number } | { readonly do: 'quit' };

/** The size of a sale that is asked for by a key. */
const keyed = 100;

/** Hears keys on a terminal, and lines such as `flash 300` and `quit` elsewhere. */
export function hearCommands(input: NodeJS.ReadStream, act: (command: Command) => void): void {
  if (input.isTTY) {
    input.setRawMode(true).resume();
    input.on('data', (data) => {
      for (const key of data.toString()) {
        if (key === 'f') act({ do: 'flash', count: keyed });
        // A terminal in this mode sends Ctrl-C as a character.
        if (key === 'q' || key === '\u0003') act({ do: 'quit' });
      }
    });
    return;
  }
  const lines = createInterface({ input });
  // An input that cannot be read, as `nohup` leaves it, has no commands.
  lines.on('error', () => {});
  lines.on('line', (line) => {
    const [, count] = /^flash (\d{1,6})$/.exec(line.trim()) ?? [];
    if (count !== undefined && Number(count) > 0) act({ do: 'flash', count: Number(count) });
    if (line.trim() === 'quit') act({ do: 'quit' });
  });
}
