import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { LocalFailure } from './local-failures';

export const usage = `Usage: image-classifier local [options]

Runs a synthesized stack on this machine: its queues, buckets, notifications and functions, and real workers, as many as
its scaling policies ask for. No AWS account is needed, and nothing leaves this machine.

  --app WHERE         the folder that cdk synth wrote, or, as for the CDK, the command that synthesizes (default: cdk.out)
  --stack NAME        which of its stacks; may be left out where there is one only
  --speed N           periods, cooldowns and schedules pass N times as quickly; work does not (default: 60)
  --max-local N       the most workers at once on this machine (default: one per core)
  --containers        run workers in podman or docker, under exactly the limits of the template
  --port N            where the page and the API of the stack answer (default: 8090; 0 takes a free one)
  --flash N           send N drawn products at the start
  --demo              begin with ten drawn garments and tell how they were recognised; the next free port will do
  --once              end when everything sent has a result and the workers are back at their minimum; the exit code
                      is 0 where nothing was lost and, with --demo, every garment was recognised
  --list              print what is understood of the stack and what is not simulated, and end
  -h, --help

While it runs: f sends a flash sale of 100 products, q or Ctrl-C finishes what is in work and ends. Where the input is no
terminal, lines such as "flash 300" and "quit" do the same.
`;

export interface LocalOptions {
  readonly app: string;
  readonly stack: string | undefined;
  readonly speed: number;
  readonly maxLocal: number;
  readonly containers: boolean;
  readonly port: number;
  /** How many ports after that one may be taken instead. */
  readonly otherPorts: number;
  readonly flash: number;
  readonly demo: boolean;
  readonly once: boolean;
  readonly list: boolean;
}

const options = {
  app: { type: 'string' },
  stack: { type: 'string' },
  speed: { type: 'string' },
  'max-local': { type: 'string' },
  containers: { type: 'boolean' },
  port: { type: 'string' },
  flash: { type: 'string' },
  demo: { type: 'boolean' },
  once: { type: 'boolean' },
  list: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * The arguments after `local`, or nothing where help is wanted.
 *
 * @throws LocalFailure local-usage
 */
export function parseCommandLine(argv: readonly string[]): LocalOptions | undefined {
  const { values } = parse(argv);
  if (values.help) return undefined;
  const { app = 'cdk.out', stack, containers = false, demo = false, once = false, list = false } = values;
  return {
    app,
    stack,
    containers,
    demo,
    once,
    list,
    speed: within('speed', values.speed ?? '60', { min: 1, max: 600 }),
    maxLocal: within('max-local', values['max-local'] ?? String(availableParallelism()), { min: 1, max: 64 }),
    port: within('port', values.port ?? '8090', { min: 0, max: 65_535 }),
    otherPorts: demo && values.port === undefined ? 20 : 0,
    flash: within('flash', values.flash ?? (demo ? '10' : '0'), { min: 0, max: 100_000 }),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options });
  } catch (error) {
    throw new LocalFailure('local-usage', (error as Error).message);
  }
}

function within(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new LocalFailure('local-usage', `--${name} must be a whole number from ${min} to ${max}, received "${text}".`);
}
