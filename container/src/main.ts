import { existsSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fromEnvironment } from '../../lib/contracts/environment';
import { SchemaError } from '../../lib/contracts/schema';
import { type Settings, settings as table } from '../../lib/contracts/settings';
import { StartFailure } from '../../lib/contracts/start-failures';
import { version } from '../package.json';
import { checkContainer } from './commands/check-container';
import { classifyFiles } from './commands/classify-files';
import { parseCommandLine, usage } from './commands/command-line';
import { inspect } from './commands/inspect';
import { serve } from './commands/serve';
import { childEnvironment } from './inference/child-environment';
import { createLogger } from './telemetry/logger';

/** The composition root: the only place that reads arguments, environment and signals. */
async function main(): Promise<number> {
  const command = parseCommandLine(process.argv.slice(2));
  const root = __dirname;
  if (command.name === 'help' || command.name === 'version') {
    process.stdout.write(command.name === 'help' ? usage : `${version}\n`);
    return 0;
  }
  const quiet = command.name === 'demo' ? { host: '127.0.0.1', logLevel: 'warn' as const } : {};
  const settings = { ...readSettings(), ...quiet, ...command.overrides };
  const environment = childEnvironment(process.env);
  const model = settings.model ?? mountedModel() ?? join(root, '..', 'model');
  switch (command.name) {
    case 'serve': {
      const log = createLogger(settings.logLevel);
      // Before anything starts: as process 1, a signal without a listener would be lost.
      const stopped = terminated();
      const server = await Promise.race([serve({ settings, model, log, root, version, environment }), stopped]);
      await stopped;
      await server?.stop();
      return 0;
    }
    case 'inspect':
      return await inspect({
        ...command,
        places: command.places.length > 0 ? command.places : [model],
        out: process.stdout,
      });
    case 'work': {
      const log = createLogger(settings.logLevel);
      const stopped = terminated();
      // The clients of S3 and SQS are large programs that a mere server does not need.
      const { work } = await import('./commands/work');
      const ecsAgent = process.env.ECS_AGENT_URI;
      const worker = await Promise.race([
        work({ settings, model, log, root, version, environment, ecsAgent }),
        stopped,
      ]);
      await stopped;
      await worker?.stop();
      return 0;
    }
    case 'classify':
      return await classifyFiles({
        ...command,
        settings,
        model,
        root,
        environment,
        out: process.stdout,
        err: process.stderr,
      });
    case 'check-container':
      return await checkContainer({ ...command, model: command.overrides.model, out: process.stdout });
    case 'redrive': {
      const { redrive } = await import('./commands/redrive');
      return await redrive({ ...command, out: process.stdout, stopped: terminated() });
    }
    case 'publish': {
      const { publish } = await import('./commands/publish');
      return await publish({ ...command, out: process.stdout, err: process.stderr, stopped: terminated() });
    }
    case 'draw': {
      const { drawFiles } = await import('./commands/draw-files');
      return await drawFiles({ ...command, out: process.stdout });
    }
    case 'demo': {
      // Drawing needs a picture library that a server does not: it is loaded for the demo alone.
      const { demo } = await import('./commands/demo');
      return await demo({
        ...command,
        settings,
        model,
        root,
        version,
        environment,
        out: process.stdout,
        stopped: terminated(),
      });
    }
  }
}

function readSettings(): Settings {
  try {
    const settings = fromEnvironment(process.env);
    // The processes that decode strangers' pictures inherit the environment, and need no keys.
    delete process.env[table.apiKeys.variable];
    return settings;
  } catch (error) {
    throw error instanceof SchemaError
      ? new StartFailure('settings-invalid', `\n  ${error.problems.join('\n  ')}`)
      : error;
  }
}

/** Where SageMaker, or a volume, puts the model of a container. */
function mountedModel(): string | undefined {
  const place = '/opt/ml/model';
  return existsSync(place) && readdirSync(place).length > 0 ? place : undefined;
}

/** Resolves at the first SIGTERM or SIGINT; a second one does not wait for the drain. */
function terminated(): Promise<undefined> {
  return new Promise((resolve) => {
    let count = 0;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        count += 1;
        if (count > 1) process.exit(128 + constants.signals[signal]);
        resolve(undefined);
      });
    }
  });
}

// A reader that has seen enough, such as `head`, is no mistake.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 74));

main().then(
  (exitCode) => process.exit(exitCode),
  (error) => {
    const expected = error instanceof StartFailure;
    process.stderr.write(`${expected ? error.message : (error as Error).stack}\n`);
    process.exit(expected ? error.exitCode : 70);
  },
);
