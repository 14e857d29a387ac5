import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..');

test('API.md describes the library as it is; `npm run build:library && npm run api` renews it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'classifier-api-'));
  try {
    const output = join(folder, 'API.md');
    execFileSync(process.execPath, [require.resolve('jsii-docgen/bin/jsii-docgen'), '--output', output], {
      cwd: root,
      stdio: 'pipe',
    });
    expect(readFileSync(output, 'utf8')).toBe(readFileSync(join(root, 'API.md'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
