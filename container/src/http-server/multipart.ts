import Busboy from '@fastify/busboy';
import { Failure } from '../../../lib/contracts/failures';

export interface FormFile {
  readonly field: string;
  readonly bytes: Buffer;
}

/**
 * The one file of a multipart form.
 *
 * @param field the name the file must have; any name when left out
 * @throws Failure request-malformed when the form is broken or does not hold exactly one such file
 */
export async function readFormFile(body: Buffer, contentType: string, field?: string): Promise<FormFile> {
  const files = (await parse(body, contentType)).filter((file) => field === undefined || file.field === field);
  if (files.length === 1) return files[0];
  const wanted = field === undefined ? 'one file' : `one file in the field "${field}"`;
  throw new Failure('request-malformed', `The form must hold ${wanted}; it holds ${files.length}.`);
}

function parse(body: Buffer, contentType: string): Promise<FormFile[]> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: string) => reject(new Failure('request-malformed', `The form cannot be read: ${reason}.`));
    try {
      const form = new Busboy({
        headers: { 'content-type': contentType },
        limits: { files: 16, fields: 64, parts: 80 },
      });
      const files: FormFile[] = [];
      form.on('file', (name, stream) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => files.push({ field: name, bytes: Buffer.concat(chunks) }));
        stream.on('error', (error: Error) => refuse(error.message));
      });
      form.on('error', (error) => refuse((error as Error).message));
      form.on('finish', () => resolve(files));
      feed(form, body).catch((error) => refuse((error as Error).message));
    } catch (error) {
      refuse((error as Error).message);
    }
  });
}

/** So much is searched for boundaries before other requests get their turn: under a few milliseconds at worst. */
const sliceBytes = 128 * 1024;

async function feed(form: InstanceType<typeof Busboy>, body: Buffer): Promise<void> {
  for (let start = 0; start < body.length; start += sliceBytes) {
    form.write(body.subarray(start, start + sliceBytes));
    await new Promise((resolve) => setImmediate(resolve));
  }
  form.end();
}
