import { Failure } from '../../../../lib/contracts/failures';
import type { RequestedOutput, Schedule } from './inference-request';

/** Parameters as JSON or gRPC carries them; a 64-bit number of gRPC is a bigint. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Those that only a caller on the same machine could use. */
const sharedMemory = 'shared_memory_region';

/** @throws Failure feature-unsupported, request-malformed */
export function readSchedule(parameters: Parameters): Schedule {
  const timeout = wholeNumber(parameters, 'timeout', Number.MAX_SAFE_INTEGER);
  const priority = wholeNumber(parameters, 'priority', Number.MAX_SAFE_INTEGER) ?? 0;
  // Zero means the server's own, for both.
  return { priority, ...(timeout ? { timeoutMs: timeout / 1000 } : {}) };
}

/** @throws Failure feature-unsupported, request-malformed */
export function readRequestedOutput(name: string, parameters: Parameters): RequestedOutput {
  refuseSharedMemory(parameters, name);
  const classes = wholeNumber(parameters, 'classification', 2 ** 31);
  const { binary_data: binary } = parameters;
  if (binary !== undefined && typeof binary !== 'boolean') {
    throw new Failure('request-malformed', `binary_data of ${name}: expected true or false.`);
  }
  return { name, ...(binary === undefined ? {} : { binary }), ...(classes ? { classes } : {}) };
}

/** @throws Failure feature-unsupported */
export function refuseSharedMemory(parameters: Parameters, tensor: string): void {
  if (Object.hasOwn(parameters, sharedMemory)) {
    throw new Failure('feature-unsupported', `${tensor} lies in shared memory, which this server does not use.`);
  }
}

/** @throws Failure request-malformed when the parameter is there and no whole number from 0 to `max` */
export function wholeNumber(parameters: Parameters, name: string, max: number): number | undefined {
  const given = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (given === undefined || given === null) return undefined;
  const value = typeof given === 'bigint' ? Number(given) : given;
  if (Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= max) return Number(value);
  throw new Failure(
    'request-malformed',
    `parameter ${name}: expected a whole number from 0 to ${max}, received ${String(given).slice(0, 40)}.`,
  );
}

/** @throws Failure request-malformed when an output is asked for twice */
export function withoutRepetition(outputs: readonly RequestedOutput[]): readonly RequestedOutput[] {
  const seen = new Set<string>();
  for (const { name } of outputs) {
    if (seen.has(name)) throw new Failure('request-malformed', `The request asks for the output ${name} twice.`);
    seen.add(name);
  }
  return outputs;
}
