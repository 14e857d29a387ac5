import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LocalFailure } from '../local-failures';

export interface SynthesisOptions {
  /** Where the app writes to. */
  readonly output: string;
  /** What the app may know: an app reads accounts, regions and settings of its own from there. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
}

/**
 * The folder of a cloud assembly. `app` is that folder, or, as for the CDK's own command line, the command that writes it:
 * run with the context of cdk.json, so that the template is the one which would be deployed.
 *
 * @throws LocalFailure local-app-failed
 */
export async function synthesize(app: string, { output, environment, say }: SynthesisOptions): Promise<string> {
  if (!app.includes(' ') || isFolder(app)) return app;
  say(`Synthesizing: ${app} ...`);
  const before = writtenAt(output);
  const child = spawn(app, {
    shell: true,
    // What this program prints may be read by another.
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    env: {
      // Finding mistakes is the work of cdk synth, and takes it longer than all the rest.
      CDK_VALIDATION: 'false',
      ...environment,
      CDK_OUTDIR: output,
      CDK_CONTEXT_JSON: JSON.stringify(contextIn('cdk.json')),
    },
  });
  const end = await new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code, signal) => resolve(`exit ${signal ?? code}`));
  });
  if (end !== 'exit 0') throw new LocalFailure('local-app-failed', `${app}: ${end}.`);
  // An older app that lies there is not what was asked for.
  if (writtenAt(output) === before)
    throw new LocalFailure('local-app-failed', `${app}: it wrote nothing to ${output}.`);
  return output;
}

/** When the last app was synthesized into a folder. */
function writtenAt(folder: string): number | undefined {
  return statSync(join(folder, 'manifest.json'), { throwIfNoEntry: false })?.mtimeMs;
}

function contextIn(file: string): unknown {
  if (!existsSync(file)) return {};
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { context?: unknown }).context ?? {};
  } catch (error) {
    throw new LocalFailure('local-app-failed', `${file}: ${(error as Error).message}.`);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
