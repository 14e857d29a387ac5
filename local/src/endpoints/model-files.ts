import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ModelData } from '../assembly/endpoint-model';
import type { ObjectCalls } from '../cloud/object-calls';
import { LocalFailure } from '../local-failures';
import { unpack } from './archive';

export interface ModelFilesOptions {
  readonly objects: ObjectCalls;
  /** The files of the cloud assembly by their keys. */
  readonly assets: ReadonlyMap<string, string>;
  readonly archives: ArchivePlaces;
  /** Below this everything is put. */
  readonly folder: string;
}

/** Models that are packed by a function of the stack: where they lie, once they do. */
export interface ArchivePlaces {
  sourceOf(url: string): string;
  urlOf(url: string): Promise<string | undefined>;
}

export interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** The files of models, fetched from S3 or from the cloud assembly once for all instances. */
export class ModelFiles {
  private readonly folders = new Map<string, Promise<string | undefined>>();

  private counter = 0;

  constructor(private readonly options: ModelFilesOptions) {}

  /** Where somebody would have to put the files of what `url` names. */
  sourceOf(url: string): string {
    return this.options.archives.sourceOf(url);
  }

  /**
   * What `url` names: an object, or a prefix.
   *
   * @throws LocalFailure local-model-missing
   */
  async placeOf(url: string): Promise<Place | undefined> {
    const known = await this.options.archives.urlOf(url);
    if (known === undefined) return undefined;
    const [, bucket, key] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(known) ?? [];
    if (bucket === undefined) throw new LocalFailure('local-model-missing', `${url} is no place in Amazon S3.`);
    return { bucket, key };
  }

  /**
   * The folder of a model, or nothing while nothing lies where it shall lie.
   *
   * @throws LocalFailure local-model-missing
   */
  async folderOf({ url, form }: ModelData): Promise<string | undefined> {
    const known = this.folders.get(url);
    if (known !== undefined) return known;
    const folder = join(this.options.folder, `model-${++this.counter}`);
    const fetching = form === 'archive' ? this.fetchArchive(url, folder) : this.fetchPrefix(url, folder);
    this.folders.set(url, fetching);
    const found = await fetching;
    if (found === undefined) this.folders.delete(url);
    return found;
  }

  /** The bytes of an object, where there is one. */
  async bytes({ bucket, key }: Place): Promise<Buffer | undefined> {
    const asset = this.options.assets.get(key);
    if (asset === undefined) return await this.options.objects.get(bucket, key);
    if (!existsSync(asset)) throw new LocalFailure('local-model-missing', `${asset} is not there.`);
    return await readFile(asset);
  }

  private async fetchArchive(url: string, folder: string): Promise<string | undefined> {
    const place = await this.placeOf(url);
    if (!place) return undefined;
    const asset = this.options.assets.get(place.key);
    // A folder is an archive only once it is deployed.
    if (asset !== undefined && statSync(asset, { throwIfNoEntry: false })?.isDirectory()) return asset;
    const archive = await this.bytes(place);
    if (!archive) return undefined;
    try {
      await unpack(archive, folder);
    } catch (error) {
      throw new LocalFailure('local-model-missing', `${url}: ${(error as Error).message}.`);
    }
    return folder;
  }

  private async fetchPrefix(url: string, folder: string): Promise<string | undefined> {
    const place = await this.placeOf(url);
    if (!place) return undefined;
    const { bucket, key: prefix } = place;
    const keys = await this.options.objects.keys(bucket, prefix);
    for (const key of keys.filter((name) => !name.endsWith('/'))) {
      const path = join(folder, key.slice(prefix.length).replace(/^\/+/, '') || 'model.onnx');
      const content = await this.options.objects.get(bucket, key);
      if (!content || !path.startsWith(`${folder}/`)) continue;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
    return keys.length > 0 ? folder : undefined;
  }
}
