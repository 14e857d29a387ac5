import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { EndpointModel } from '../../local/src/assembly/endpoint-model';
import { startCloud } from '../../local/src/cloud/cloud';
import { Endpoints } from '../../local/src/endpoints/endpoints';
import type { ModelCache } from '../../local/src/endpoints/model-cache';
import { RuntimeApi } from '../../local/src/endpoints/runtime-api';
import { programEnvironment } from '../../local/src/host-environment';
import { plainPicture } from '../../test/container/pictures';
import { tinyArchive } from '../../test/local/endpoints/model-archive';
import { type Colour, colourNames, modelName, rightLabel, shade } from './answers';

/** One multi-model endpoint with one server, its models in a bucket, and a program that asks it. */
export interface Platform {
  readonly serverPid: number;
  readonly cache: ModelCache;
  /** The best label of a model for a picture of one colour. */
  ask(model: string, colour: Colour): Promise<string>;
  stop(): Promise<void>;
}

const project = join(__dirname, '..', '..');
const bucket = 'models';

export async function startPlatform({
  models,
  budgetBytes,
}: {
  models: number;
  budgetBytes: number;
}): Promise<Platform> {
  const cloud = await startCloud();
  await cloud.createBucket(bucket);
  for (let place = 0; place < models; place += 1) {
    const name = modelName(place);
    const labels = colourNames.map((colour) => rightLabel(name, colour));
    await cloud.objectCalls.put(bucket, `live/${name}.tar.gz`, tinyArchive({ labels }));
  }
  const endpoints = new Endpoints({
    endpoints: [endpointOf(budgetBytes)],
    launch: {
      program: join(project, 'container', 'dist', 'main.js'),
      guard: join(project, 'local', 'dist', 'task-guard.js'),
      cloud: cloud.environment,
      host: programEnvironment(process.env),
    },
    objects: cloud.objectCalls,
    assets: new Map(),
    most: 1,
    speed: 1,
    archives: { sourceOf: (url) => url, urlOf: async (url) => url },
    publish: async () => {},
    // Of a model for which there is no room yet the server writes each time.
    onLine: (_from, line) => void (/"level":"fatal"/.test(line) && process.stderr.write(`${line}\n`)),
  });
  endpoints.want(() => undefined);
  await endpoints.inService();
  const server = createServer();
  const api = new RuntimeApi(endpoints, (line) => process.stderr.write(`${line}\n`));
  server.on('request', (request, response) => void api.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.on('exit', () => endpoints.kill());
  const [unit] = endpoints.all[0].variants[0].units;
  const copy = unit.pool.first;
  if (!copy?.cache) throw new Error('the server did not start');
  return {
    serverPid: copy.processes[0],
    cache: copy.cache,
    ask: await asker((server.address() as AddressInfo).port),
    stop: async () => {
      await endpoints.stop();
      server.close();
      await cloud.close();
    },
  };
}

async function asker(port: number): Promise<Platform['ask']> {
  const client = new SageMakerRuntimeClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    maxAttempts: 1,
  });
  const drawn = colourNames.map(async (colour) => [colour, await plainPicture(shade(colour))] as const);
  const pictures = Object.fromEntries(await Promise.all(drawn)) as Record<Colour, Buffer>;
  return async (model, colour) => {
    const request = { EndpointName: 'bench', TargetModel: `${model}.tar.gz`, ContentType: 'image/jpeg' };
    const answer = await client.send(new InvokeEndpointCommand({ ...request, Body: pictures[colour] }));
    return JSON.parse(Buffer.from(answer.Body).toString()).labels[0].label;
  };
}

function endpointOf(budgetBytes: number): EndpointModel {
  const environment = {
    IMAGE_CLASSIFIER_MODEL_MEMORY_BYTES: String(budgetBytes),
    IMAGE_CLASSIFIER_PROCESSES: '1',
    IMAGE_CLASSIFIER_THREADS: '1',
  };
  const data = { url: `s3://${bucket}/live/`, form: 'prefix' } as const;
  const container = { name: 'primary', environment, data, many: { cached: true } };
  const hosted = { containers: [container], execution: 'Serial', isolated: true } as const;
  const main = {
    name: 'main',
    configuration: 'bench',
    weight: 1,
    instances: 1,
    startSeconds: 60,
    hosted,
    components: [],
  };
  return { id: 'Bench', name: 'bench', mode: 'multi-model', variants: [main], shadows: [] };
}
