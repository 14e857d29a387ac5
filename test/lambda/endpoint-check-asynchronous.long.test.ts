import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '../../container/node_modules/@aws-sdk/client-s3';
import type { Answer } from '../../lambda/custom-resource/answer';
import { temporaryFolder } from '../container/temporary-folder';
import { CloudProcess } from '../local/cloud-process';
import { answers, EndpointService } from './endpoint-service';
import { FunctionProcess } from './function-process';
import { writePictures } from './golden-service';
import { StackService } from './stack-service';

const folder = temporaryFolder();
const [stack, endpoint] = [new StackService(), new EndpointService()];
let cloud: CloudProcess;
let small: FunctionProcess;
let large: FunctionProcess;
/** Every test has a folder of its own for what is written. */
let folderOfTest = 0;

const start = (picturesDirectory: string, services: Record<string, string>) =>
  FunctionProcess.start('endpoint-check', { picturesDirectory }, { ...cloud.environment, ...services });

beforeAll(async () => {
  cloud = await CloudProcess.start();
  for (const name of ['inputs', 'outputs']) await cloud.bucket(name);
  const services = { ...(await stack.start()), ...(await endpoint.start()) };
  small = start(writePictures(join(folder, 'small')), services);
  const place = join(folder, 'large');
  mkdirSync(place);
  writeFileSync(join(place, 'a.jpg'), Buffer.alloc(128_001, 'p'));
  writeFileSync(join(place, 'golden.json'), '{"pictures":[{"file":"a.jpg","label":"hat"}]}');
  large = start(place, services);
});
beforeEach(() => {
  endpoint.invocations.length = 0;
  folderOfTest += 1;
});
afterAll(async () => {
  await Promise.all([small?.stop(), large?.stop(), stack.stop(), endpoint.stop()]);
  await cloud?.stop();
});

const properties = {
  EndpointName: 'shop-1',
  Revision: 'config-1',
  Mode: 'asynchronous',
  TargetKind: 'endpoint',
  AnswerSeconds: 10,
  PatienceSeconds: 30,
};
const check = (child: FunctionProcess, changes: object = {}): Promise<Answer> =>
  stack.ask(child, { properties: { ...properties, ...changes } });

/** Accepts each request; a moment later there is this result or this failure of the nth. */
function writesLater(write: (nth: number) => { readonly output?: string; readonly failure?: string }) {
  endpoint.answer = (_, reply, nth) => {
    const [output, failure] = [`${folderOfTest}/${nth}.out`, `${folderOfTest}/${nth}-error.out`];
    answers.later(`s3://outputs/${output}`, `s3://outputs/${failure}`)(reply);
    const later = write(nth);
    const put = (Key: string, Body: string | undefined) =>
      Body !== undefined && cloud.s3.send(new PutObjectCommand({ Bucket: 'outputs', Key, Body }));
    setTimeout(() => void Promise.all([put(output, later.output), put(failure, later.failure)]), 300);
  };
}
const result = (label: string) => JSON.stringify({ status: 'classified', labels: [{ label, score: 0.9 }] });

test('the answer is waited for where the endpoint writes it', async () => {
  writesLater(() => ({ output: result('hat') }));
  expect((await check(small)).Status).toBe('SUCCESS');
  const [{ asynchronous, body, headers }] = endpoint.invocations;
  expect([asynchronous, body.toString()]).toEqual([true, 'a picture']);
  expect(headers['x-amzn-sagemaker-inputlocation']).toBeUndefined();
});

test('the answer is judged as any other', async () => {
  writesLater(() => ({ output: result('dress') }));
  expect((await check(small)).Reason).toMatch(/expected hat, but the model says dress.+\[check-wrong\]$/);
});

test('a picture that is too large for a request goes through Amazon S3', async () => {
  const key = /^s3:\/\/inputs\/golden\/(golden-[0-9a-f-]{36})$/;
  writesLater(() => ({ output: result('hat') }));
  expect((await check(large, { UploadTo: 's3://inputs/golden/' })).Status).toBe('SUCCESS');
  const [{ headers, body }] = endpoint.invocations;
  expect(body).toHaveLength(0);
  const [, id] = key.exec(String(headers['x-amzn-sagemaker-inputlocation'])) ?? [];
  const { ContentLength } = await cloud.s3.send(new GetObjectCommand({ Bucket: 'inputs', Key: `golden/${id}` }));
  expect(ContentLength).toBe(128_001);
});

test('without a place to put it, such a picture is refused by its size', async () => {
  const { Status, Reason } = await check(large);
  expect(Status).toBe('FAILED');
  expect(Reason).toMatch(/a\.jpg has 128001 bytes; an asynchronous endpoint takes 128000.+\[check-pictures\]$/);
});

const said = (kind: string, status: number) => `Received ${kind} error (${status}) from primary with message "...".`;

test('a failure of the server is asked about again', async () => {
  writesLater((nth) => (nth === 1 ? { failure: said('server', 503) } : { output: result('hat') }));
  expect((await check(small)).Status).toBe('SUCCESS');
  expect(endpoint.invocations).toHaveLength(2);
});

test('a failure of the picture is the answer', async () => {
  writesLater(() => ({ failure: said('client', 415) }));
  expect((await check(small)).Reason).toMatch(/answered with 415.+\[check-wrong\]$/);
});

test('an answer that is never written ends when patience is over', async () => {
  writesLater(() => ({}));
  const { Status, Reason } = await check(small, { AnswerSeconds: 1, PatienceSeconds: 2 });
  expect(Status).toBe('FAILED');
  expect(Reason).toMatch(/\[check-unanswered\]$/);
});
