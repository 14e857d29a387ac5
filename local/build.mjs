// Builds local/dist. The emulator of S3 and SQS stays outside: it is installed beside it.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
await build({
  absWorkingDir: here,
  entryPoints: ['src/main.ts', 'src/cloud-process.ts', 'src/function-process.ts', 'src/task-guard.ts'],
  outdir: join(here, 'dist'),
  outbase: 'src',
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  external: ['fauxqs'],
  logLevel: 'warning',
});
