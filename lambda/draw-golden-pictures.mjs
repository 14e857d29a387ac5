// Draws dist/golden-pictures: one product of every kind that the bundled model knows, and what it must see in each.
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'dist', 'golden-pictures');

rmSync(folder, { recursive: true, force: true });
execFileSync(process.execPath, [join(root, 'container/dist/main.js'), 'draw', '--count', '10', '--to', folder]);
// Every one scores above 0.85; below half, a label would be a guess.
const pictures = readdirSync(folder)
  .sort()
  .map((file) => ({ file, label: file.replace(/^\d+-|\.jpg$/g, ''), minScore: 0.5 }));
writeFileSync(join(folder, 'golden.json'), `${JSON.stringify({ pictures }, null, 2)}\n`);
