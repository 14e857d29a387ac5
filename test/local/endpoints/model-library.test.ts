import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Hosting, ModelStore, SageMakerEndpointClassifier } from '../../../lib';
import { temporaryFolder } from '../../container/temporary-folder';
import { writeTinyModel } from '../../container/tiny-model';
import { RunningStack } from '../running-stack';
import { synthesized } from '../synthesized';
import { endProgram, type RuntimeProgram, startProgram } from './runtime-program';

const folder = temporaryFolder();
const cli = join(__dirname, '../../../bin/image-classifier.js');
let program: RuntimeProgram;
let stack: RunningStack;
let EndpointName: string;

beforeAll(async () => {
  const app = synthesized((scope) => {
    const shop = new Stack(scope, 'shop');
    const repository = new ModelStore(shop, 'Models', { prefix: 'live' });
    const hosting = Hosting.multiModel({ repository });
    ({ endpointName: EndpointName } = new SageMakerEndpointClassifier(shop, 'Classifier', { hosting }));
    return shop;
  });
  program = await startProgram(app, ['--max-local', '1']);
  stack = await RunningStack.of(program.local, app);
});

afterAll(async () => {
  expect(await endProgram(program)).toBe(0);
});

async function publish(name: string, labels: string[]): Promise<void> {
  const file = writeTinyModel(join(folder, name), { labels });
  const words = ['publish', file, '--to', `s3://${stack.bucket(/^Models/)}/live`, '--name', name];
  const endpoint = await program.s3.config.endpoint?.();
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: `http://${endpoint?.hostname}:${endpoint?.port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const child = spawn(process.execPath, [cli, ...words], { env, stdio: 'inherit' });
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
}

/** The label, as soon as the model can be asked. */
async function ask(TargetModel: string): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await program.ask({ EndpointName, TargetModel });
    } catch (error) {
      if (tries === 100 || !(error as Error).message.includes('Failed to download model data')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

test('what is published while the endpoint runs can be asked without a deployment, each version by its name', async () => {
  await publish('shoes', ['rouge', 'vert', 'bleu']);
  expect(await ask('shoes/1.tar.gz')).toBe('rouge');
  await publish('shoes', ['rot', 'gruen', 'blau']);
  await publish('hats', ['red', 'green', 'blue']);
  expect(await ask('shoes/2.tar.gz')).toBe('rot');
  expect(await ask('hats/1.tar.gz')).toBe('red');
  expect(await ask('shoes/1.tar.gz')).toBe('rouge');
});
