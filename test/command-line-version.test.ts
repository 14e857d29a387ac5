import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from 'aws-cdk/package.json';

// aws-cdk 3.0.0 was published by accident and cannot read what aws-cdk-lib writes.
test('the CDK command line is 2.x', () => {
  expect(version).toMatch(/^2\./);
});

test('`cdk synth web-service` works as cdk.json says', () => {
  const output = mkdtempSync(join(tmpdir(), 'classifier-synth-'));
  try {
    const command = require.resolve('aws-cdk/bin/cdk');
    const options = ['--quiet', '--no-notices', '--no-validation', '--output', output];
    execFileSync(process.execPath, [command, 'synth', 'web-service', ...options], {
      cwd: join(__dirname, '..'),
      env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' },
      stdio: 'pipe',
    });
    expect(existsSync(join(output, 'web-service.template.json'))).toBe(true);
  } finally {
    rmSync(output, { recursive: true });
  }
});
