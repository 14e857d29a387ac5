import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ModelArchive } from '../assembly/endpoint-model';
import type { Cloud } from '../cloud/cloud';
import { LocalFailure } from '../local-failures';
import { addressOf, openPort } from './port';
import { requestBody } from './request-body';

export interface ModelArchivesOptions {
  readonly archives: readonly ModelArchive[];
  readonly cloud: Pick<Cloud, 'objectCalls' | 'createBucket'>;
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

/** AWS CloudFormation takes no longer answer. */
const mostAnswerBytes = 4096;
/** So much of what a function says of its failure is told. */
const mostReason = 300;

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
    const { id, properties } = archive;
    if (!(await this.isThere(String(properties.Source)))) return undefined;
    if (properties.Script !== undefined) await this.isThere(String(properties.Script));
    const { Status, Reason = 'its function gave no answer', Data } = await this.ask(archive);
    if (Status === 'SUCCESS' && Data?.ModelDataUrl !== undefined) return Data.ModelDataUrl;
    throw new LocalFailure('local-model-missing', `${id}: ${Reason}`);
  }

  /** Calls the function as AWS CloudFormation does: what it answers it puts to a URL. */
  private async ask({ id, function: name, properties }: ModelArchive): Promise<Answer> {
    const server = await openPort(0);
    let answer: Answer = { Status: 'FAILED' };
    server.on('request', async (request, response) => {
      answer = JSON.parse(String(await requestBody(request, mostAnswerBytes)));
      response.end();
    });
    const event = {
      RequestType: 'Create',
      ResponseURL: `${addressOf(server)}/${id}`,
      StackId: 'local',
      RequestId: id,
      LogicalResourceId: id,
      ResourceType: 'Custom::ImageClassifierModelArchive',
      ResourceProperties: properties,
    };
    try {
      await this.options.invoke(name, event);
    } catch (error) {
      return { Status: 'FAILED', Reason: (error as Error).message.slice(0, mostReason) };
    } finally {
      server.close();
      server.closeAllConnections();
    }
    return answer;
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
