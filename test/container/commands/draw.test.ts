import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from '../../../container/node_modules/sharp';

const program = join(__dirname, '../../../container/dist/main.js');
const draw = (...args: string[]) => execFileSync(process.execPath, [program, 'draw', ...args], { encoding: 'utf8' });

test('draws as many products as asked for, the same ones each time, named by what they show', async () => {
  const folders = ['one', 'two'].map((name) => join(mkdtempSync(join(tmpdir(), 'drawings-')), name));
  const [told] = folders.map((to) => draw('--count', '2', '--to', to));
  expect(told).toBe('0001-dress.jpg\n0002-hat.jpg\n');
  for (const name of ['0001-dress.jpg', '0002-hat.jpg']) {
    const [one, two] = folders.map((folder) => readFileSync(join(folder, name)));
    expect(one.equals(two)).toBe(true);
    const { format, width = 0, height = 0 } = await sharp(one).metadata();
    expect([format, Math.max(width, height)]).toEqual(['jpeg', 480]);
  }
  expect(readdirSync(folders[0]).sort()).toEqual(['0001-dress.jpg', '0002-hat.jpg']);
});

test('a folder must be named', () => {
  const { status, stderr } = spawnSync(process.execPath, [program, 'draw'], { encoding: 'utf8' });
  expect(status).toBe(64);
  expect(stderr).toMatch(/draw needs a folder: --to\.\n.*\[usage-unknown\]/);
});
