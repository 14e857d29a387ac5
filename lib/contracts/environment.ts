import { portProblems } from './ports';
import { type StandardVariable, sagemakerVariables } from './sagemaker-variables';
import { decode, SchemaError } from './schema';
import { type Settings, settings, settingsSchema } from './settings';

const prefix = 'IMAGE_CLASSIFIER_';
const table = Object.entries(settings) as [keyof Settings, (typeof settings)[keyof Settings]][];

/** Variables that a platform sets on its own; each stands for one of our settings and wins over it. */
const platformVariables: Readonly<Record<string, keyof Settings>> = {
  SAGEMAKER_BIND_TO_PORT: 'port',
  SAGEMAKER_MULTI_MODEL: 'multiModel',
};

/**
 * The standard variables of OpenTelemetry, which an operator or a sidecar sets for every container alike: each gives a value
 * where our own variable is absent. As its specification wants, an empty or unknown value counts as absent.
 */
const standardVariables: readonly StandardVariable[] = [
  ...sagemakerVariables,
  ['OTEL_SERVICE_NAME', 'serviceName', (text) => text.slice(0, 255)],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'tracesEndpoint', (text) => `${text.replace(/\/+$/, '')}/v1/traces`],
  ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'tracesEndpoint', (text) => text],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'tracesHeaders', (text) => text],
  ['OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'tracesHeaders', (text) => text],
  ['OTEL_TRACES_SAMPLER', 'tracesSampler', (text) => text],
  ['OTEL_TRACES_SAMPLER_ARG', 'tracesRatio', (text) => Number(text)],
];

function isAllowed(name: keyof Settings, value: unknown): boolean {
  const problems: string[] = [];
  settings[name].schema.read(value, name, problems);
  return problems.length === 0;
}

function standardValues(environment: Record<string, string | undefined>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [variable, name, read] of standardVariables) {
    const value = environment[variable]?.trim() ? read(environment[variable].trim()) : undefined;
    if (value !== undefined && isAllowed(name, value)) values[name] = value;
  }
  const off = environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || environment.OTEL_TRACES_EXPORTER === 'none';
  if (off) delete values.tracesEndpoint;
  return values;
}

/**
 * What Kubernetes adds to every container for a Service that happens to be called image-classifier; IMAGE_CLASSIFIER_PORT
 * itself is one of them then, with a URL instead of a number.
 */
const serviceLink = /^IMAGE_CLASSIFIER_(\w+_)?(SERVICE_(HOST|PORT)(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)$/;
const isServiceLink = (variable: string, text = '') =>
  serviceLink.test(variable) || (variable === settings.port.variable && /^(tcp|udp|sctp):/.test(text));

/** The environment that makes a container start with these settings; what is left out takes its default. */
export function toEnvironment(chosen: Partial<Settings>): Record<string, string> {
  const entries = table
    .filter(([name]) => chosen[name] !== undefined)
    .map(([name, { variable }]) => [variable, String(chosen[name])] as const);
  return Object.fromEntries(entries);
}

/**
 * The settings an environment asks for.
 *
 * @throws SchemaError that lists every unknown variable and every value out of range.
 */
export function fromEnvironment(environment: Record<string, string | undefined>): Settings {
  const values = standardValues(environment);
  const names = new Map<string, string>();
  for (const [name, { variable, fromText }] of table) {
    const text = environment[variable];
    if (text !== undefined && !isServiceLink(variable, text)) values[name] = fromText(text);
    names.set(name, variable);
  }
  for (const [variable, name] of Object.entries(platformVariables)) {
    const text = environment[variable];
    if (text === undefined) continue;
    values[name] = settings[name].fromText(text);
    names.set(name, variable);
  }
  const decoded = decodeNamed(values, names, unknownVariables(environment));
  const problems = portProblems(decoded, environment.SAGEMAKER_SAFE_PORT_RANGE);
  if (problems.length > 0) throw new SchemaError(problems);
  return decoded;
}

function decodeNamed(values: object, names: Map<string, string>, unknown: string[]): Settings {
  try {
    const decoded = decode(settingsSchema, values, 'settings');
    if (unknown.length > 0) throw new SchemaError(unknown);
    return decoded;
  } catch (error) {
    if (!(error instanceof SchemaError) || error.problems === unknown) throw error;
    const named = error.problems.map((problem) =>
      problem.replace(/^settings\.(\w+)/, (_, name) => names.get(name) ?? name),
    );
    throw new SchemaError([...unknown, ...named]);
  }
}

function unknownVariables(environment: Record<string, string | undefined>): string[] {
  const known = new Set<string>(table.map(([, { variable }]) => variable));
  return Object.keys(environment)
    .filter((variable) => variable.startsWith(prefix) && !known.has(variable) && !isServiceLink(variable))
    .map((variable) => `${variable}: unknown variable, expected one of ${[...known].join(', ')}`);
}
