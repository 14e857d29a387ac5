import { parseArgs } from 'node:util';
import { modelName, modelVersion } from '../../../../lib/contracts/model-name';
import { StartFailure } from '../../../../lib/contracts/start-failures';
import { parseBucketAddress } from '../../object-store/address';

/** `publish` understood. */
export interface PublishCommand {
  readonly name: 'publish';
  /** The .onnx file, or the folder that holds it. */
  readonly place: string;
  readonly bucket: string;
  /** Without slashes at its ends; empty for the whole bucket. */
  readonly prefix: string;
  /** Left out: as the model calls itself. */
  readonly model: string | undefined;
  /** Left out: the next number. */
  readonly version: string | undefined;
  readonly replace: boolean;
  readonly overrides: Record<string, never>;
}

const options = {
  to: { type: 'string' },
  name: { type: 'string' },
  version: { type: 'string' },
  replace: { type: 'boolean' },
} as const;

/**
 * The words after `publish`, where `--version` is one of a model, not a question about this program.
 *
 * @throws StartFailure usage-unknown
 */
export function parsePublish(words: string[]): PublishCommand {
  const { values, positionals } = parse(words);
  const [place, ...others] = positionals;
  if (place === undefined || others.length > 0) throw misuse('publish needs one model: an .onnx file or its folder.');
  const address = parseBucketAddress(values.to ?? '');
  if (!address) throw misuse(`--to must be s3://bucket or s3://bucket/prefix, received ${said(values.to)}.`);
  if (values.name !== undefined && !modelName.test(values.name)) {
    throw misuse(`--name must be letters, digits, dots, dashes and underscores, received ${said(values.name)}.`);
  }
  if (values.version !== undefined && !modelVersion.test(values.version)) {
    throw misuse(`--version must be a whole number from 1, received ${said(values.version)}.`);
  }
  if (values.replace && values.version === undefined) throw misuse('--replace needs the --version to overwrite.');
  const { name: model, version, replace = false } = values;
  return { name: 'publish', place, ...address, model, version, replace, overrides: {} };
}

function parse(words: string[]) {
  try {
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    throw misuse((error as Error).message);
  }
}

function said(text: string | undefined): string {
  return text === undefined ? 'nothing' : `"${text}"`;
}

function misuse(detail: string): StartFailure {
  return new StartFailure('usage-unknown', detail);
}
