import { parseArgs } from 'node:util';
import type { Settings } from '../../../lib/contracts/settings';
import { StartFailure } from '../../../lib/contracts/start-failures';
import { type PublishCommand, parsePublish } from './publish/command-line';

export const usage = `Usage: image-classifier <command> [options]

  classify <picture or folder ...>   print the labels of pictures
      --json                         one JSON result per line instead of a table
      --top-k N                      labels per picture
  inspect [model or folder ...]      print what is understood of a model, and from where
      --json                         one JSON document per model
  serve                              start the HTTP server and the page
      --port N                       the port to listen on
  work                               take pictures from a job queue and write their results
      --port N                       the port of its probes and metrics
  publish <model> --to s3://BUCKET   add a version of a model to a store, whole or not at all
      --name NAME                    what it is called there (default: as it calls itself)
      --version N                    default: the next number
      --replace                      overwrite this version
  redrive --from URL --to URL        send parked messages back to the job queue, after a fix
      --max N                        the most messages; default: all of them
  check-container <image or URL>     run the container contract of SageMaker against any server
      --multi-model                  of an endpoint with many models; --model names one to load
      --payload FILE                 what to send to /invocations instead of a small PNG
      --content-type TYPE            its content type
      --engine podman|docker         what runs the image
      --only ID,ID                   these checks and those they need; the JSON report has the ids
      --json                         one JSON report instead of a list
  demo                               start the server, classify ten drawn garments, show the page
      --port N                       the port to listen on
      --once                         end after the ten garments
  draw --to FOLDER                   draw product photographs, named by what they show
      --count N                      how many (default 10)
  local                              run a synthesized stack on this machine; local --help tells more

  --model PATH                       an .onnx file or a folder that holds one (default: the clothing model)
  --help, --version

Every other setting is an environment variable; docs/operations.md lists them.
`;

export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'serve' | 'work'; readonly overrides: Partial<Settings> }
  | {
      readonly name: 'inspect';
      readonly places: string[];
      readonly json: boolean;
      readonly overrides: Partial<Settings>;
    }
  | PublishCommand
  | {
      readonly name: 'redrive';
      readonly from: string;
      readonly to: string;
      readonly max: number | undefined;
      readonly overrides: Partial<Settings>;
    }
  | { readonly name: 'demo'; readonly once: boolean; readonly overrides: Partial<Settings> }
  | { readonly name: 'draw'; readonly count: number; readonly to: string; readonly overrides: Partial<Settings> }
  | {
      readonly name: 'check-container';
      readonly place: string;
      readonly multiModel: boolean;
      readonly json: boolean;
      readonly engine: 'podman' | 'docker' | undefined;
      readonly payload: string | undefined;
      readonly contentType: string | undefined;
      readonly only: string[] | undefined;
      readonly overrides: Partial<Settings>;
    }
  | {
      readonly name: 'classify';
      readonly places: string[];
      readonly json: boolean;
      readonly topK: number | undefined;
      readonly overrides: Partial<Settings>;
    };

const options = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  json: { type: 'boolean' },
  once: { type: 'boolean' },
  model: { type: 'string' },
  port: { type: 'string' },
  'top-k': { type: 'string' },
  'multi-model': { type: 'boolean' },
  payload: { type: 'string' },
  'content-type': { type: 'string' },
  engine: { type: 'string' },
  only: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  max: { type: 'string' },
  count: { type: 'string' },
} as const;

const allowed: Readonly<Record<string, readonly string[]>> = {
  serve: ['model', 'port'],
  work: ['model', 'port'],
  demo: ['model', 'port', 'once'],
  draw: ['count', 'to'],
  classify: ['model', 'json', 'top-k'],
  inspect: ['model', 'json'],
  redrive: ['from', 'to', 'max'],
  'check-container': ['model', 'json', 'multi-model', 'payload', 'content-type', 'engine', 'only'],
};

/** @throws StartFailure usage-unknown that names the argument which is not understood */
export function parseCommandLine(argv: string[]): Command {
  if (argv[0] === 'publish') return asksForHelp(argv) ? { name: 'help' } : parsePublish(argv.slice(1));
  const { values, positionals } = parse(argv);
  if (values.version) return { name: 'version' };
  const [name, ...places] = positionals;
  if (values.help || (name === undefined && argv.length === 0)) return { name: 'help' };
  if (name === undefined || !Object.hasOwn(allowed, name)) {
    throw misuse(
      `Unknown command ${name ?? '(none)'}; commands are ${[...Object.keys(allowed), 'publish'].join(', ')}.`,
    );
  }
  const stray = Object.keys(values).find((option) => !allowed[name].includes(option));
  if (stray) throw misuse(`${name} has no option --${stray}.`);
  const overrides: Partial<Settings> = {
    ...(values.model === undefined ? {} : { model: values.model }),
    ...(values.port === undefined ? {} : { port: wholeNumber('port', values.port, 0, 65_535) }),
  };
  if (name === 'classify') {
    if (places.length === 0) throw misuse('classify needs at least one picture or folder.');
    const topK = values['top-k'] === undefined ? undefined : wholeNumber('top-k', values['top-k'], 1, 1000);
    return { name, places, json: values.json ?? false, topK, overrides };
  }
  if (name === 'inspect') return { name, places, json: values.json ?? false, overrides };
  if (name === 'check-container') {
    const { json = false, engine, payload, 'multi-model': multiModel = false, 'content-type': contentType } = values;
    if (places.length !== 1) throw misuse('check-container needs one image or the URL of one server.');
    if (engine !== undefined && engine !== 'podman' && engine !== 'docker') {
      throw misuse(`--engine must be podman or docker, received "${engine}".`);
    }
    const only = values.only?.split(',').map((id) => id.trim());
    return { name, place: places[0], multiModel, json, engine, payload, contentType, only, overrides };
  }
  if (name === 'redrive') {
    const max = values.max === undefined ? undefined : wholeNumber('max', values.max, 1, 1_000_000_000);
    const [from, to] = [queueUrl('from', values.from), queueUrl('to', values.to)];
    if (from === to) throw misuse('--from and --to must be two queues, received one.');
    return { name, from, to, max, overrides };
  }
  if (name === 'draw' && places.length === 0) {
    if (values.to === undefined) throw misuse('draw needs a folder: --to.');
    return { name, to: values.to, count: wholeNumber('count', values.count ?? '10', 1, 10_000), overrides };
  }
  if (places.length > 0) throw misuse(`${name} takes no further argument, received ${places[0]}.`);
  return name === 'serve' || name === 'work'
    ? { name, overrides }
    : { name: 'demo', once: values.once ?? false, overrides };
}

const asksForHelp = (argv: string[]) => argv.includes('--help') || argv.includes('-h');

function parse(argv: string[]) {
  try {
    return parseArgs({ args: argv, options, allowPositionals: true });
  } catch (error) {
    throw misuse((error as Error).message);
  }
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw misuse(`--${option} must be a whole number from ${min} to ${max}, received "${text}".`);
}

function queueUrl(option: string, text: string | undefined): string {
  if (text !== undefined && /^https?:\/\//.test(text)) return text;
  throw misuse(`--${option} must be the URL of a queue, received ${text === undefined ? 'nothing' : `"${text}"`}.`);
}

function misuse(detail: string): StartFailure {
  return new StartFailure('usage-unknown', detail);
}
