import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ModelArchive } from '../assembly/endpoint-model';
import type { Cloud } from '../cloud/cloud';
import { objectPath } from '../cloud/service-call';
import { LocalFailure } from '../local-failures';

export interface ModelArchivesOptions {
  readonly archives: readonly ModelArchive[];
  readonly cloud: Pick<Cloud, 'endpoint' | 'objectCalls' | 'createBucket'>;
  /** The files of the cloud assembly by their keys. */
  readonly assets: ReadonlyMap<string, string>;
  /** Calls a function by its ARN. */
  readonly invoke: (name: string, event: unknown) => Promise<unknown>;
}

interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly Data?: { readonly ModelDataUrl?: string };
}

/** Where functions put what they answer to AWS CloudFormation. */
const answers = 'local-custom-resource-answers';

/** Packs models by the functions of the stack that pack them on AWS, when they are needed. */
export class ModelArchives {
  private readonly packed = new Map<string, Promise<string | undefined>>();
  private readonly buckets = new Map<string, Promise<void>>();

  constructor(private readonly options: ModelArchivesOptions) {}

  /** Where the files of what the template names by `url` lie before they are packed. */
  sourceOf(url: string): string {
    return this.find(url)?.source ?? url;
  }

  /**
   * Where a model lies; nothing while there is nothing to pack.
   *
   * @throws LocalFailure local-model-missing
   */
  async urlOf(url: string): Promise<string | undefined> {
    const archive = this.find(url);
    if (!archive) return url;
    const packing = this.packed.get(archive.id) ?? this.pack(archive);
    this.packed.set(archive.id, packing);
    const found = await packing;
    if (found === undefined) this.packed.delete(archive.id);
    return found;
  }

  private find(url: string): ModelArchive | undefined {
    return this.options.archives.find(({ id }) => url === `${id}.ModelDataUrl`);
  }

  private async pack(archive: ModelArchive): Promise<string | undefined> {
    const { cloud, invoke } = this.options;
    const { id, properties } = archive;
    if (!(await this.isThere(String(properties.Source)))) return undefined;
    if (properties.Script !== undefined) await this.isThere(String(properties.Script));
    await this.bucket(answers);
    const key = `${id}/${randomUUID()}`;
    const event = {
      RequestType: 'Create',
      ResponseURL: `${cloud.endpoint}${objectPath(answers, key)}`,
      ...{
        StackId: 'local',
        RequestId: key,
        LogicalResourceId: id,
        ResourceType: 'Custom::ImageClassifierModelArchive',
      },
      ResourceProperties: properties,
    };
    await invoke(archive.function, event).catch((error: Error) => {
      throw new LocalFailure('local-model-missing', `${id}: ${error.message}.`);
    });
    const { Status, Reason, Data } = JSON.parse(String((await cloud.objectCalls.get(answers, key)) ?? '{}')) as Answer;
    if (Status === 'SUCCESS' && Data?.ModelDataUrl !== undefined) return Data.ModelDataUrl;
    throw new LocalFailure('local-model-missing', `${id}: ${Reason ?? 'its function gave no answer'}.`);
  }

  /** Whether anything lies at a place; what is an asset is put there first, as its deployment does. */
  private async isThere(url: string): Promise<boolean> {
    const { cloud, assets } = this.options;
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(url) ?? [];
    if (bucket === undefined) throw new LocalFailure('local-model-missing', `${url} is no place in Amazon S3.`);
    const asset = assets.get(key);
    if (asset === undefined) return (await cloud.objectCalls.keys(bucket, key)).length > 0;
    if (!existsSync(asset)) throw new LocalFailure('local-model-missing', `${asset} is not there.`);
    await this.bucket(bucket);
    await cloud.objectCalls.put(bucket, key, await readFile(asset));
    return true;
  }

  private async bucket(name: string): Promise<void> {
    const made = this.buckets.get(name) ?? this.options.cloud.createBucket(name);
    this.buckets.set(name, made);
    await made;
  }
}
