import type { Schema } from '../schema';

export const imageFormats = ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const;

/** The samplers of OpenTelemetry that need no other service. */
export const traceSamplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export interface Setting<T> {
  readonly variable: string;
  readonly description: string;
  readonly schema: Schema<T>;
  /** Turns the variable's text into what `schema` expects. */
  readonly fromText: (text: string) => unknown;
}

export const asNumber = (text: string): unknown => (text.trim() === '' ? text : Number(text));
export const asBoolean = (text: string): unknown => ({ true: true, false: false })[text] ?? text;
export const asList = (text: string): unknown => text.split(',').map((item) => item.trim());
export const asText = (text: string): unknown => text;

/** A setting with the prefix that all variables of this server have. */
export function setting<T>(
  variable: string,
  description: string,
  fromText: (text: string) => unknown,
  schema: Schema<T>,
): Setting<T> {
  return { variable: `IMAGE_CLASSIFIER_${variable}`, description, fromText, schema };
}

export const megapixel = 1_000_000;
export const mebibyte = 1_048_576;
