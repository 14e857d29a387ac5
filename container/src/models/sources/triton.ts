import { isAbsolute, join, normalize } from 'node:path';
import type { Statement, UndescribedModel } from './description-source';
import { readIfPresent } from './file-beside';
import { lines } from './label-files';
import { distinct } from './label-names';
import { parseTextProtobuf, type TextMessage, type TextValue } from './text-protobuf';

const file = 'config.pbtxt';
const types: Readonly<Record<string, 'float32' | 'uint8'>> = { TYPE_FP32: 'float32', TYPE_UINT8: 'uint8' };

/** What Triton's `config.pbtxt` says of a model: layout and type of its input, and the file of its labels. */
export async function triton({ folders, onnx }: UndescribedModel): Promise<Statement[]> {
  const found = await configIn(folders);
  if (!found) return [];
  if ('doubt' in found) return [{ source: file, says: {}, doubt: found.doubt }];
  const { config, folder } = found;
  const input = message(config.get('input')?.[0]);
  const dims = numbers(input?.get('dims'));
  const statements: Statement[] = [];
  const type = types[String(input?.get('data_type')?.[0])];
  if (type) statements.push({ source: `${file} data_type`, says: { preprocess: { type } } });
  const layout = layoutOf(input, dims);
  if (layout) statements.push({ source: `${file} ${layout.field}`, says: { preprocess: { layout: layout.value } } });
  const contradiction = contradictedBy(dims, onnx.inputs[0]?.shape ?? []);
  if (contradiction) statements.push({ source: file, says: {}, doubt: contradiction });
  const labelFile = config.get('output')?.map((output) => message(output)?.get('label_filename')?.[0]);
  const labels = labelFile?.find((name) => typeof name === 'string' && name !== '');
  if (labels) statements.push(await labelsFrom(folder, String(labels)));
  return statements;
}

/** The most pictures that Triton would give the model in one run; 0 in the file means one. */
export async function tritonBatchLimit({ folders }: Pick<UndescribedModel, 'folders'>): Promise<number | undefined> {
  const found = await configIn(folders);
  const limit = found && 'config' in found ? found.config.get('max_batch_size')?.[0] : undefined;
  return typeof limit === 'number' && Number.isInteger(limit) && limit >= 0 ? Math.max(1, limit) : undefined;
}

async function configIn(
  folders: readonly string[],
): Promise<{ config: TextMessage; folder: string } | { doubt: string } | undefined> {
  for (const folder of folders) {
    const text = await readIfPresent(join(folder, file));
    if (text === undefined) continue;
    try {
      return { config: parseTextProtobuf(text), folder };
    } catch (error) {
      return { doubt: `${file}: ${(error as Error).message}` };
    }
  }
  return undefined;
}

function layoutOf(input: TextMessage | undefined, dims: number[]) {
  const format = input?.get('format')?.[0];
  if (format === 'FORMAT_NCHW') return { field: 'format', value: 'nchw' } as const;
  if (format === 'FORMAT_NHWC') return { field: 'format', value: 'nhwc' } as const;
  const [first, last] = [dims.at(-3) === 3, dims.at(-1) === 3];
  return first === last ? undefined : ({ field: 'dims', value: first ? 'nchw' : 'nhwc' } as const);
}

/** Triton leaves the batch out of `dims` where it batches by itself, and writes -1 for any size. */
function contradictedBy(dims: number[], shape: (number | string)[]): string | undefined {
  const declared = shape.slice(-dims.length);
  const agree = dims.every((side, axis) => side < 0 || typeof declared[axis] === 'string' || declared[axis] === side);
  return agree ? undefined : `${file} gives the input as [${dims.join(', ')}], the model as [${shape.join(', ')}]`;
}

/** Beside `config.pbtxt` and nowhere else. */
async function labelsFrom(folder: string, name: string): Promise<Statement> {
  const source = `${file} label_filename ${name}`;
  if (isAbsolute(name) || normalize(name).startsWith('..')) {
    return { source, says: {}, doubt: `${file}: the labels ${name} lie outside the model's folder` };
  }
  const text = await readIfPresent(join(folder, name));
  if (text === undefined) return { source, says: {}, doubt: `${file} names ${name}, and there is no such file` };
  return { source, says: { labels: distinct(lines(text, name)) } };
}

function message(value: TextValue | undefined): TextMessage | undefined {
  return value instanceof Map ? value : undefined;
}

function numbers(values: readonly TextValue[] = []): number[] {
  return values.filter((value) => typeof value === 'number');
}
