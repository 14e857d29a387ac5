import { readFileSync } from 'node:fs';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { InvokeEndpointAsyncCommand, type InvokeEndpointCommandInput } from '@aws-sdk/client-sagemaker-runtime';
import { Size, Stack } from 'aws-cdk-lib';
import {
  ContainerOrder,
  Hosting,
  ModelArtifact,
  ModelStore,
  SageMakerEndpointClassifier,
  type SageMakerEndpointClassifierProps,
} from '../../../lib';
import { plainPicture } from '../../container/pictures';
import { temporaryFolder } from '../../container/temporary-folder';
import { writeTinyModel } from '../../container/tiny-model';
import { synthesized } from '../synthesized';
import { capturedCalls } from './captured-calls';
import { endProgram, type RuntimeProgram, startProgram } from './runtime-program';

const folder = temporaryFolder();
const labels = ['rouge', 'vert', 'bleu'];
const ownModel = () => ModelArtifact.fromAsset(writeTinyModel(`${folder}/colours`, { labels }));
/** Labels of the model in the image. */
const garments = ['dress', 'hat', 'longsleeve', 'outwear', 'pants', 'shirt', 'shoes', 'shorts', 'skirt', 't-shirt'];

interface Running {
  readonly program: RuntimeProgram;
  readonly classifier: SageMakerEndpointClassifier;
  ask(input?: Partial<InvokeEndpointCommandInput>): Promise<string>;
}

/** Runs a stack with one endpoint, as it is synthesized, while `work` is done. */
async function running(
  hosting: (stack: Stack) => Hosting,
  work: (running: Running) => Promise<void>,
  more: SageMakerEndpointClassifierProps = {},
): Promise<void> {
  let classifier: SageMakerEndpointClassifier | undefined;
  const app = synthesized((scope) => {
    const stack = new Stack(scope, 'shop');
    classifier = new SageMakerEndpointClassifier(stack, 'Classifier', { hosting: hosting(stack), ...more });
    return stack;
  });
  const program = await startProgram(app, ['--max-local', '1', '--speed', '300']);
  try {
    const made = classifier as unknown as SageMakerEndpointClassifier;
    const ask: Running['ask'] = (input) => program.ask({ EndpointName: made.endpointName, ...input });
    await work({ program, classifier: made, ask });
  } finally {
    expect(await endProgram(program)).toBe(0);
  }
}

/** What is answered in the end: `wanted`, or what was answered last. */
async function eventually(ask: () => Promise<string>, wanted: string): Promise<string> {
  const end = Date.now() + 15_000;
  for (;;) {
    const answer = await ask().catch((error: Error) => error.message);
    if (answer === wanted || Date.now() > end) return answer;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

test('real-time: the image as it is, on instances of its own, and what it is asked and answers is captured', () =>
  running(
    () => Hosting.realTime(),
    async ({ ask, program, classifier }) => {
      const label = await ask({ InferenceId: 'order-7' });
      expect(garments).toContain(label);
      const [{ events }] = await capturedCalls(program.s3, `captured/${classifier.endpointName}/main/`, 1);
      const [{ captureData, eventMetadata }] = events;
      expect(captureData.endpointInput).toMatchObject({ observedContentType: 'image/jpeg', encoding: 'BASE64' });
      expect(captureData.endpointOutput.encoding).toBe('JSON');
      expect(JSON.parse(captureData.endpointOutput.data).labels[0].label).toBe(label);
      expect(eventMetadata.inferenceId).toBe('order-7');
    },
    { dataCapture: { percent: 100 } },
  ));

test('real-time with a shadow: a model of the app answers, and a copy of the request goes to the other', () =>
  running(
    () => Hosting.realTime({ model: ownModel(), shadow: { percent: 100, minInstances: 1, maxInstances: 1 } }),
    async ({ ask, program }) => {
      expect(await ask()).toBe('rouge');
      await program.local.line(/1 invocations, 1 copied/);
    },
  ));

test('serverless: a model of the app, packed by the function that packs it on AWS', () =>
  running(
    () => Hosting.serverless({ model: ownModel(), memorySize: Size.gibibytes(2) }),
    async ({ ask }) => expect(await ask()).toBe('rouge'),
  ));

test('asynchronous: from no instance at all to an answer in the bucket', () =>
  running(
    () => Hosting.asynchronous({ minInstances: 0 }),
    async ({ program, classifier }) => {
      const Body = await plainPicture('#ff0000');
      const { OutputLocation = '' } = await program.runtime.send(
        new InvokeEndpointAsyncCommand({ EndpointName: classifier.endpointName, ContentType: 'image/jpeg', Body }),
      );
      const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(OutputLocation) ?? [];
      const answer = async () => {
        const { Body: content } = await program.s3.send(new GetObjectCommand({ Bucket, Key }));
        return JSON.parse((await content?.transformToString()) ?? '').labels[0].label;
      };
      let label: string | undefined;
      while (label === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        label = await answer().catch(() => undefined);
      }
      expect(garments).toContain(label);
    },
  ));

test('several containers: the caller names one, and the one for a GPU answers here too', () =>
  running(
    () =>
      Hosting.multiContainer({
        order: ContainerOrder.DIRECT,
        instanceType: 'ml.g5.xlarge',
        containers: [
          { name: 'vision', gpu: true },
          { name: 'statistics', gpu: false, model: ownModel() },
        ],
      }),
    async ({ ask }) => {
      expect(garments).toContain(await ask({ TargetContainerHostname: 'vision' }));
      expect(await ask({ TargetContainerHostname: 'statistics' })).toBe('rouge');
    },
  ));

test('multi-model: what is published into the store answers under its name and version, without a deployment', async () => {
  await running(
    (stack) => Hosting.multiModel({ repository: new ModelStore(stack, 'Models') }),
    async ({ ask, program }) => {
      const [, Bucket] = await program.local.line(/^ {2}(models\w+)\/\*\.onnx -> /m);
      const publish = (Key: string, own: readonly string[]) => {
        const Body = readFileSync(writeTinyModel(`${folder}/${Key.replaceAll('/', '-')}`, { labels: own }));
        return program.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      };
      await publish('colours/1/model.onnx', labels);
      await publish('farben/7/model.onnx', ['rot', 'gruen', 'blau']);
      expect(await eventually(() => ask({ TargetModel: 'colours/1.tar.gz' }), 'rouge')).toBe('rouge');
      expect(await eventually(() => ask({ TargetModel: 'farben/7.tar.gz' }), 'rot')).toBe('rot');
      await program.local.line(/multi-model, 1 running here, \d+ invocations, 2 models loaded/);
    },
  );
});

test('inference components: each under its name, one without copies once somebody asked for it', () =>
  running(
    () =>
      Hosting.inferenceComponents({
        instanceType: 'ml.c7g.2xlarge',
        components: [
          { name: 'garments', cpus: 2, memory: Size.gibibytes(2), minCopies: 1, maxCopies: 2 },
          { name: 'colours', cpus: 1, memory: Size.gibibytes(1), minCopies: 0, maxCopies: 2, model: ownModel() },
        ],
      }),
    async ({ ask, classifier }) => {
      const component = (name: string) => ({ InferenceComponentName: classifier.componentName(name) });
      expect(garments).toContain(await ask(component('garments')));
      const refused = (await ask(component('colours')).catch((error) => error.message)) as string;
      expect(refused).toContain('has no capacity');
      expect(await eventually(() => ask(component('colours')), 'rouge')).toBe('rouge');
    },
  ));
