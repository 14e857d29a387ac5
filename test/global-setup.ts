import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createRunFolder } from './run-folder';

/** Tests run what is built, so they build it first: less than four seconds. Their temporary files lie in one folder. */
export default () => {
  // Workers are started after this, and servers by workers: all inherit it.
  process.env.TMPDIR = createRunFolder();
  process.env.ORT_DISABLE_TELEMETRY = '1';
  for (const part of ['container', 'local']) {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: join(__dirname, '..', part), stdio: 'inherit' });
  }
  const root = join(__dirname, '..');
  execFileSync('npm', ['run', '--silent', 'build:lambda'], { cwd: root, stdio: 'inherit' });
  // Drawing takes as long as all the rest, and what is drawn hardly ever changes.
  if (!existsSync(join(root, 'dist/golden-pictures/golden.json'))) {
    execFileSync('npm', ['run', '--silent', 'build:golden'], { cwd: root, stdio: 'inherit' });
  }
};
