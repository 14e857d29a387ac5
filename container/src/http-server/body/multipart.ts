import Busboy from '@fastify/busboy';
import { Failure } from '../../../../lib/contracts/failures';
import type { ByteShare } from './request-body';

export interface FormReading {
  readonly contentType: string;
  /** The name the file must have; any name when left out. */
  readonly field?: string;
  /** Accounts for the copy of the file. */
  readonly copies: ByteShare;
}

/**
 * The one file of a multipart form; a copy.
 *
 * @throws Failure request-malformed when the form is broken or does not hold exactly one such file; server-overloaded
 */
export async function readFormFile(body: Buffer, reading: FormReading): Promise<Buffer> {
  const files = await parse(body, reading);
  const { field, copies } = reading;
  if (files.length !== 1) {
    const wanted = field === undefined ? 'one file' : `one file in the field "${field}"`;
    throw new Failure('request-malformed', `The form must hold ${wanted}; it holds ${files.length}.`);
  }
  const [parts] = files;
  copies.take(parts.reduce((sum, { length }) => sum + length, 0));
  return Buffer.concat(parts);
}

/** Each file as pieces of the body: nothing is copied before it is clear that there is one. */
function parse(body: Buffer, { contentType, field }: FormReading): Promise<Buffer[][]> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: string) => reject(new Failure('request-malformed', `The form cannot be read: ${reason}.`));
    try {
      const form = new Busboy({
        headers: { 'content-type': contentType },
        limits: { files: 16, fields: 64, parts: 80 },
      });
      const files: Buffer[][] = [];
      form.on('file', (name, stream) => {
        const parts: Buffer[] = [];
        if (field === undefined || name === field) files.push(parts);
        stream.on('data', (part: Buffer) => parts.push(part));
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
