import { join } from 'node:path';
import { fromEnvironment } from '../../lib/contracts/environment';
import { SchemaError } from '../../lib/contracts/schema';
import type { Settings } from '../../lib/contracts/settings';
import { StartFailure } from '../../lib/contracts/start-failures';
import { version } from '../package.json';
import { classifyFiles } from './commands/classify-files';
import { parseCommandLine, usage } from './commands/command-line';
import { demo } from './commands/demo';
import { serve } from './commands/serve';
import { createLogger } from './telemetry/logger';

/** The composition root: the only place that reads arguments, environment and signals. */
async function main(): Promise<number> {
  const command = parseCommandLine(process.argv.slice(2));
  const root = __dirname;
  const bundledModel = join(root, '..', 'model');
  const output = { out: process.stdout, err: process.stderr };
  switch (command.name) {
    case 'help':
      process.stdout.write(usage);
      return 0;
    case 'version':
      process.stdout.write(`${version}\n`);
      return 0;
    case 'serve': {
      const settings = readSettings(bundledModel, command.overrides);
      const server = await serve({ settings, log: createLogger(settings.logLevel), root, version });
      await terminated();
      await server.stop();
      return 0;
    }
    case 'classify':
      return await classifyFiles({
        ...command,
        settings: readSettings(bundledModel, command.overrides),
        root,
        ...output,
      });
    case 'demo':
      return await demo({
        ...command,
        settings: readSettings(bundledModel, { host: '127.0.0.1', logLevel: 'warn', ...command.overrides }),
        root,
        version,
        out: process.stdout,
        terminated,
      });
  }
}

function readSettings(bundledModel: string, overrides: Partial<Settings>): Settings {
  try {
    const model = process.env.IMAGE_CLASSIFIER_MODEL ?? bundledModel;
    return { ...fromEnvironment({ ...process.env, IMAGE_CLASSIFIER_MODEL: model }), ...overrides };
  } catch (error) {
    throw error instanceof SchemaError
      ? new StartFailure('settings-invalid', `\n  ${error.problems.join('\n  ')}`)
      : error;
  }
}

/** Resolves at the first SIGTERM or SIGINT; a second one does not wait for the drain. */
function terminated(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resolve();
      });
    }
  });
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error) => {
    const expected = error instanceof StartFailure;
    process.stderr.write(`${expected ? error.message : (error as Error).stack}\n`);
    process.exit(expected ? error.exitCode : 70);
  },
);
