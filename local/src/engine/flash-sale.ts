import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ObjectNotification } from '../assembly/model';
import { objectPath } from '../cloud/service-call';

export interface FlashSaleOptions {
  /** Where S3 answers. */
  readonly endpoint: string;
  /** What tells of new pictures: they are uploaded to where that is heard. */
  readonly notification: ObjectNotification;
  /** The program that draws. */
  readonly program: string;
  /** What any program on this machine needs to start. */
  readonly host: Readonly<Record<string, string>>;
}

/** Different products of one sale; drawing takes longer than classifying, so larger sales show each more often. */
export const mostDrawings = 40;
const uploadsAtOnce = 8;

/** Many products at once, as in the first minute of a sale. */
export class FlashSale {
  private sales = 0;
  private drawings: Promise<string[]> | undefined;

  constructor(private readonly options: FlashSaleOptions) {}

  /** Draws the products; does nothing where an earlier sale, even of an earlier run, left them. */
  prepare(count: number): Promise<string[]> {
    this.drawings ??= drawn(this.options, Math.min(count, mostDrawings));
    return this.drawings;
  }

  /**
   * Uploads `count` pictures, as quickly as that goes.
   *
   * @returns their keys
   */
  async send(count: number): Promise<string[]> {
    const files = await this.prepare(count);
    this.sales += 1;
    const { prefix, suffix } = this.options.notification;
    const sale = `${prefix}sale-${this.sales}/`;
    const keys = Array.from({ length: count }, (_, place) => {
      const file = files[place % files.length];
      const kind = basename(file, '.jpg').replace(/^\d+-/, '');
      const name = `${sale}${String(place + 1).padStart(5, '0')}-${kind}.jpg`;
      return { file, key: name.endsWith(suffix) ? name : `${name}${suffix}` };
    });
    let next = 0;
    const upload = async () => {
      while (next < keys.length) {
        const { key, file } = keys[next++];
        await this.put(key, readFileSync(file));
      }
    };
    await Promise.all(Array.from({ length: uploadsAtOnce }, upload));
    return keys.map(({ key }) => key);
  }

  private async put(key: string, body: Buffer): Promise<void> {
    const { endpoint, notification } = this.options;
    const { status } = await fetch(`${endpoint}${objectPath(notification.bucket, key)}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'image/jpeg' },
      body: new Uint8Array(body),
    });
    if (status !== 200) throw new Error(`the upload of ${key} was answered with ${status}`);
  }
}

async function drawn(options: FlashSaleOptions, count: number): Promise<string[]> {
  const folder = join(tmpdir(), 'image-classifier-local', 'drawings');
  mkdirSync(folder, { recursive: true });
  if (pictures(folder).length < count) await draw(options, count, folder);
  return pictures(folder).slice(0, count);
}

function pictures(folder: string): string[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files
    .filter((file) => /^\d.*\.jpg$/.test(file))
    .sort()
    .map((file) => join(folder, file));
}

function draw({ program, host }: FlashSaleOptions, count: number, folder: string): Promise<void> {
  const args = [program, 'draw', '--count', String(count), '--to', folder];
  const child = spawn(process.execPath, args, { env: { ...host }, stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`drawing ended with ${code}`))));
  });
}
