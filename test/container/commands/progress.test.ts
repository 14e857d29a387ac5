import { inBytes, Progress } from '../../../container/src/commands/progress';

const mebibyte = 1_048_576;

function terminal(isTTY: boolean): { stream: NodeJS.WriteStream; written: string[] } {
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  return { stream, written };
}

test('a bar tells how many bytes have arrived, how fast, and for how long yet; then it goes', () => {
  const { stream, written } = terminal(true);
  const progress = new Progress(100 * mebibyte, stream, inBytes);
  progress.advance(100 * mebibyte);
  progress.finish();
  expect(written).toEqual([
    expect.stringMatching(/█{30} 100\.0 of 100\.0 MiB {2}\d+\.\d MiB\/s {2}0 s left$/),
    '\r\x1b[2K',
  ]);
});

test('where nobody watches, nothing is drawn', () => {
  const { stream, written } = terminal(false);
  const progress = new Progress(2, stream);
  progress.advance();
  progress.advance();
  progress.finish();
  expect(written).toEqual([]);
});
