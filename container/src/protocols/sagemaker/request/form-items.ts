import Busboy from '@fastify/busboy';
import { Failure } from '../../../../../lib/contracts/failures';
import type { BodyItem, ItemLimits } from './body-item';

const mostFiles = 100_000;

/**
 * The files of a multipart form, each as soon as it is there.
 *
 * @returns whether there was more than one
 * @throws Failure request-malformed or image-missing
 */
export async function* formItems(
  chunks: AsyncIterable<Buffer>,
  contentType: string,
  { itemBytes, take }: ItemLimits,
): AsyncGenerator<BodyItem, boolean> {
  const form = openForm(contentType, itemBytes);
  let held = 0;
  let count = 0;
  const ready = function* (): Generator<BodyItem> {
    for (const item of form.files.splice(0)) {
      count += 1;
      yield { ...item, held };
      held = 0;
    }
  };
  for await (const chunk of chunks) {
    await take(chunk.length);
    held += chunk.length;
    await form.write(chunk);
    yield* ready();
  }
  await form.end();
  yield* ready();
  if (count === 0) throw new Failure('image-missing', 'The form holds no file.');
  return count > 1;
}

type File = { readonly bytes: Buffer } | { readonly failure: Failure };

function openForm(contentType: string, fileSize: number) {
  const files: File[] = [];
  let problem: Failure | undefined;
  const refuse = (error: unknown) => {
    problem ??= new Failure('request-malformed', `The form cannot be read: ${(error as Error).message}.`);
  };
  const parser = parserFor(contentType, fileSize);
  parser.on('file', (_name, stream) => {
    const parts: Buffer[] = [];
    let cut = false;
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('limit', () => {
      cut = true;
      parts.length = 0;
    });
    stream.on('error', refuse);
    stream.on('end', () => {
      const failure = new Failure('image-too-large', `One file is longer than ${fileSize} bytes.`);
      files.push(cut ? { failure } : { bytes: Buffer.concat(parts) });
    });
  });
  parser.on('error', refuse);
  const finished = new Promise<void>((resolve) => parser.once('finish', resolve).once('error', resolve));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const settled = () => {
    if (problem) throw problem;
  };
  return {
    files,
    async write(chunk: Buffer) {
      parser.write(chunk);
      // The files of this chunk come to their ends in turns of their own.
      await turn();
      settled();
    },
    async end() {
      parser.end();
      await finished;
      await turn();
      settled();
    },
  };
}

function parserFor(contentType: string, fileSize: number): InstanceType<typeof Busboy> {
  try {
    const limits = { files: mostFiles, parts: mostFiles, fields: 1000, fieldSize: 64 * 1024, fileSize };
    return new Busboy({ headers: { 'content-type': contentType }, limits });
  } catch (error) {
    throw new Failure('request-malformed', `The form cannot be read: ${(error as Error).message}.`);
  }
}
