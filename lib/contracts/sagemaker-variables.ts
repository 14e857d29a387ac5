import type { Settings } from './settings';
import { invocationForms } from './settings/sagemaker';

/** A variable that others set, and the setting that it gives a value where our own variable is absent. */
export type StandardVariable = readonly [variable: string, name: keyof Settings, read: (text: string) => unknown];

/** Zero would be no worker, or no time; our settings have other meanings for it. */
const positive = (text: string) => (Number(text) > 0 ? Number(text) : undefined);
const mebibyte = 1_048_576;
/** The levels of Python's logging, as SageMaker's toolkits pass them on. */
const levels: Readonly<Record<string, string>> = { 10: 'debug', 20: 'info', 30: 'warn', 40: 'error', 50: 'error' };

/**
 * What Amazon SageMaker and its toolkits set for every container alike: each gives a value where our own variable is absent.
 * A value that makes no sense counts as absent.
 */
export const sagemakerVariables: readonly StandardVariable[] = [
  ['SAGEMAKER_MODEL_SERVER_WORKERS', 'processes', positive],
  ['SAGEMAKER_MODEL_SERVER_TIMEOUT', 'requestTimeoutSeconds', positive],
  ['SAGEMAKER_MODEL_SERVER_TIMEOUT_SECONDS', 'requestTimeoutSeconds', positive],
  ['SAGEMAKER_CONTAINER_LOG_LEVEL', 'logLevel', (text) => levels[text]],
  ['SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT', 'invocationsAccept', (text) => formOf(text)],
  // The size of a batch transform's payloads: whoever set it wants bodies of that size to be read.
  ['SAGEMAKER_MAX_PAYLOAD_IN_MB', 'maxBodyBytes', (text) => atLeastUsual(Number(text) * mebibyte)],
];

function formOf(text: string): string | undefined {
  const wanted = text.toLowerCase().replace(/\s/g, '');
  return invocationForms.find((form) => form === wanted);
}

/** Never less than without the variable: 25 MiB, and never more than the setting allows. */
function atLeastUsual(bytes: number): number | undefined {
  return bytes > 25 * mebibyte ? Math.min(Math.floor(bytes), 1024 * mebibyte) : undefined;
}
