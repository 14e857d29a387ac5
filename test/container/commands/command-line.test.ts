import { parseCommandLine } from '../../../container/src/commands/command-line';
import { Progress } from '../../../container/src/commands/progress';

test('options of the command line win over the environment', () => {
  expect(parseCommandLine(['serve', '--port', '9000', '--model', 'm.onnx'])).toEqual({
    name: 'serve',
    overrides: { port: 9000, model: 'm.onnx' },
  });
});

test('classify takes many places and asks for as many labels as wished', () => {
  expect(parseCommandLine(['classify', 'a.jpg', '--top-k', '3', 'folder', '--json'])).toEqual({
    name: 'classify',
    places: ['a.jpg', 'folder'],
    json: true,
    topK: 3,
    overrides: {},
  });
});

test.each([[[]], [['--help']], [['serve', '-h']]])('%j asks for help', (argv) => {
  expect(parseCommandLine(argv)).toEqual({ name: 'help' });
});

test('a long run shows how far it is on a terminal, and nothing in a file', () => {
  const written: string[] = [];
  const terminal = (isTTY: boolean) =>
    ({ isTTY, write: (text: string) => written.push(text) }) as unknown as NodeJS.WriteStream;
  const progress = new Progress(2, terminal(true));
  progress.advance();
  progress.advance();
  progress.finish();
  expect(written.join('')).toContain('2/2');
  const silent = written.length;
  new Progress(2, terminal(false)).advance();
  expect(written).toHaveLength(silent);
});
