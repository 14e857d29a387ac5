import { S3Client } from '@aws-sdk/client-s3';
import {
  InvokeEndpointCommand,
  type InvokeEndpointCommandInput,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import { plainPicture } from '../../container/pictures';
import { LocalProcess } from '../local-process';

export const colours = { red: '#ff0000', green: '#00ff00', blue: '#0000ff' } as const;
export type Colour = keyof typeof colours;

/** A stack that runs on this machine, and the clients of a program that uses it. */
export interface RuntimeProgram {
  readonly local: LocalProcess;
  readonly runtime: SageMakerRuntimeClient;
  readonly s3: S3Client;
  /** Where the runtime API answers. */
  readonly url: string;
  /** Sends a picture of one colour, and gives the best label. */
  ask(input: Partial<InvokeEndpointCommandInput> & { EndpointName: string }, colour?: Colour): Promise<string>;
}

/** Runs `image-classifier local` until its endpoints are in service; the clients are those of any program. */
export async function startProgram(app: string, args: readonly string[] = []): Promise<RuntimeProgram> {
  const local = new LocalProcess(['--app', app, '--port', '0', ...args]);
  await local.line(/Clock/);
  const [, url] = await local.line(/SageMaker {3}(\S+)/);
  const [, endpoint] = await local.line(/S3 and SQS {2}(\S+)/);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const region = 'us-east-1';
  const runtime = new SageMakerRuntimeClient({ endpoint: url, region, credentials });
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const ask: RuntimeProgram['ask'] = async (input, colour = 'red') => {
    const Body = await plainPicture(colours[colour]);
    const answer = await runtime.send(new InvokeEndpointCommand({ Body, ContentType: 'image/jpeg', ...input }));
    return JSON.parse(Buffer.from(answer.Body).toString()).labels[0].label;
  };
  return { local, runtime, s3, url, ask };
}

/** Ends it as Ctrl-C does. */
export async function endProgram({ local, runtime, s3 }: RuntimeProgram): Promise<number | null> {
  runtime.destroy();
  s3.destroy();
  local.child.kill('SIGTERM');
  return await local.exited;
}
