import { join } from 'node:path';
import { manifestFileName, manifestMetadataKey, manifestSchema } from '../../../../lib/contracts/manifest';
import { StartFailure } from '../../../../lib/contracts/start-failures';
import type { Fragment, Statement, UndescribedModel } from './description-source';
import { readIfPresent } from './file-beside';

/** `model.json` beside the model. It may be partial: it settles what it names. */
export async function modelJson({ folders }: UndescribedModel): Promise<Statement[]> {
  for (const folder of folders) {
    const text = await readIfPresent(join(folder, manifestFileName));
    if (text !== undefined) return [{ source: manifestFileName, says: parse(text, manifestFileName) }];
  }
  return [];
}

/** The manifest that a model carries in its own metadata; it may be partial too. */
export async function onnxMetadata({ onnx }: UndescribedModel): Promise<Statement[]> {
  if (!Object.hasOwn(onnx.metadata, manifestMetadataKey)) return [];
  const source = `ONNX metadata ${manifestMetadataKey}`;
  return [{ source, says: parse(onnx.metadata[manifestMetadataKey], source) }];
}

// What a partial manifest may leave to the sources after it.
const leftToOthers = [
  'name',
  'version',
  'labels',
  'preprocess',
  'preprocess.resize',
  'preprocess.layout',
  'preprocess.type',
  'postprocess',
  'postprocess.activation',
];

function parse(text: string, source: string): Fragment {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch (error) {
    throw new StartFailure('model-incompatible', `${source} is not JSON: ${(error as Error).message}.`);
  }
  const problems: string[] = [];
  manifestSchema.read(said, source, problems);
  const real = problems.filter(
    (problem) =>
      !leftToOthers.some(
        (field) => problem.startsWith(`${source}.${field}: `) && problem.endsWith(', received nothing'),
      ),
  );
  if (real.length > 0)
    throw new StartFailure('model-incompatible', `Its description is wrong:\n  ${real.join('\n  ')}`);
  // Not the decoded value: that one is full of defaults, and a default must not win over a later source.
  return said as Fragment;
}
