import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '../../container/node_modules/@aws-sdk/client-s3';
import type { Answer } from '../../lambda/custom-resource/answer';
import { modelFiles, writeArchive } from '../../lib/private/sagemaker/model-archive';
import { CloudProcess } from '../local/cloud-process';
import { FunctionProcess } from './function-process';
import { StackService } from './stack-service';
import { UnsteadyWay } from './unsteady-way';

/** The function that packs models, with Amazon S3 and AWS CloudFormation around it. */
export class ArchiveBench {
  private constructor(
    private readonly folder: string,
    readonly cloud: CloudProcess,
    readonly stack: StackService,
    readonly way: UnsteadyWay,
    readonly packing: FunctionProcess,
  ) {}

  static async start(folder: string): Promise<ArchiveBench> {
    const cloud = await CloudProcess.start();
    await cloud.bucket('models');
    await cloud.bucket('archives');
    const [stack, way] = [new StackService(), new UnsteadyWay(cloud.environment.AWS_ENDPOINT_URL)];
    const environment = { ...cloud.environment, ...(await stack.start()), ...(await way.start()) };
    return new ArchiveBench(folder, cloud, stack, way, FunctionProcess.start('model-archive', {}, environment));
  }

  async put(Key: string, Body: string | Buffer): Promise<void> {
    await this.cloud.s3.send(new PutObjectCommand({ Bucket: 'models', Key, Body }));
  }

  async putVersion(prefix: string, files: Record<string, string | Buffer>): Promise<void> {
    for (const [path, body] of Object.entries(files)) await this.put(`${prefix}/${path}`, body);
  }

  /** The archive that synth makes of a file or a folder. */
  async putArchive(key: string, place: string): Promise<void> {
    const archive = join(this.folder, key.replaceAll('/', '-'));
    writeArchive(modelFiles(place), archive);
    await this.put(key, readFileSync(archive));
  }

  pack(properties: object, seconds?: number): Promise<Answer> {
    return this.stack.ask(this.packing, {
      properties: { Bucket: 'archives', Prefix: 'packed/', ...properties },
      ...(seconds !== undefined && { seconds }),
    });
  }

  async fetched(url = ''): Promise<Buffer> {
    const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
    const { Body } = await this.cloud.s3.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  /** What the tar of this system finds in an archive. */
  async unpacked(url?: string): Promise<Record<string, string>> {
    const archive = join(this.folder, 'fetched.tar.gz');
    writeFileSync(archive, await this.fetched(url));
    const { stdout, status } = spawnSync('tar', ['-tzf', archive], { encoding: 'utf8' });
    expect(status).toBe(0);
    const entries = stdout
      .trim()
      .split('\n')
      .map((path) => [path, spawnSync('tar', ['-xzOf', archive, path], { encoding: 'utf8' }).stdout]);
    return Object.fromEntries(entries);
  }

  /** The keys of all archives below a prefix. */
  async archives(Prefix: string): Promise<(string | undefined)[]> {
    const { Contents = [] } = await this.cloud.s3.send(new ListObjectsV2Command({ Bucket: 'archives', Prefix }));
    return Contents.map(({ Key }) => Key);
  }

  async stop(): Promise<void> {
    await Promise.all([this.packing.stop(), this.stack.stop(), this.way.stop()]);
    await this.cloud.stop();
  }
}
