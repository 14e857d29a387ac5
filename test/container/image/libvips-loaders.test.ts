import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from '../../../container/node_modules/esbuild';

const container = join(__dirname, '..', '..', '..', 'container');

// In a process of its own: what is blocked stays blocked in the whole process.
test('an inference process cannot be brought to render SVG, whatever the bytes pretend', () => {
  const program = `
    import sharp from 'sharp';
    import { allowPicturesOnly } from './libvips-loaders';
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>');
    const render = () => sharp(svg).raw().toBuffer().then(() => 'rendered', () => 'refused');
    void (async () => {
      const before = await render();
      allowPicturesOnly();
      const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).png().toBuffer();
      const picture = await sharp(png).metadata();
      console.log(before, await render(), picture.format);
    })();`;
  const { outputFiles } = buildSync({
    stdin: { contents: program, resolveDir: join(container, 'src', 'image'), loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    external: ['sharp'],
  });
  const { stdout } = spawnSync(process.execPath, ['-e', outputFiles[0].text], { cwd: container, encoding: 'utf8' });
  expect(stdout).toBe('rendered refused png\n');
});
