import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../../lambda/custom-resource/answer';
import { temporaryFolder } from '../container/temporary-folder';
import { answers, EndpointService, type Invocation } from './endpoint-service';
import { FunctionProcess } from './function-process';
import { writePictures } from './golden-service';
import { StackService } from './stack-service';

const folder = temporaryFolder();
const [stack, endpoint] = [new StackService(), new EndpointService()];
const running: FunctionProcess[] = [];
let cloud: Record<string, string>;
let checking: FunctionProcess;

const start = (picturesDirectory: string) => {
  const child = FunctionProcess.start('endpoint-check', { picturesDirectory }, cloud);
  running.push(child);
  return child;
};

beforeAll(async () => {
  const signed = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'check', AWS_SECRET_ACCESS_KEY: 'secret' };
  cloud = { ...signed, ...(await stack.start()), ...(await endpoint.start()) };
  checking = start(writePictures(join(folder, 'hat')));
});
beforeEach(() => {
  endpoint.invocations.length = 0;
  stack.status = 'UPDATE_IN_PROGRESS';
});
afterAll(async () => {
  await Promise.all(running.map((child) => child.stop()));
  await Promise.all([stack.stop(), endpoint.stop()]);
});

const properties = {
  EndpointName: 'Shop-1',
  Revision: 'config-1',
  Mode: 'synchronous',
  TargetKind: 'endpoint',
  Targets: [],
  Variants: [],
  AnswerSeconds: 5,
  PatienceSeconds: 20,
};
const check = (changes: object = {}, child = checking): Promise<Answer> =>
  stack.ask(child, { type: 'Update', properties: { ...properties, ...changes } });
/** One answer after the other, the last of them for ever. */
const inTurn = (...turns: ReturnType<typeof answers.label>[]) => {
  endpoint.answer = (_, reply, nth) => (turns[nth - 1] ?? turns[turns.length - 1])(reply);
};

test('an endpoint that sees the pictures right passes, asked as any program asks it', async () => {
  inTurn(answers.label('hat'));
  const { Status, Data } = await check();
  expect([Status, Data]).toEqual(['SUCCESS', { Pictures: '1' }]);
  const [{ endpoint: name, asynchronous, body, headers }] = endpoint.invocations;
  expect([name, asynchronous, body.toString()]).toEqual(['Shop-1', false, 'a picture']);
  expect(headers).toMatchObject({
    'content-type': 'application/octet-stream',
    accept: 'application/vnd.image-classifier+json',
    'x-amzn-sagemaker-inference-id': expect.stringMatching(/^golden-/),
  });
});

test.each([
  ['another label', answers.label('dress', 0.8), 'a.jpg: expected hat, but the model says dress 80 %'],
  ['too low a score', answers.label('hat', 0.4), 'a.jpg: expected hat 50 % or more, but it is only hat 40 %'],
  [
    'a refusal by the model',
    answers.modelError(415, 'no picture'),
    'a.jpg: expected hat, but it was answered with 415 ',
  ],
  [
    'a request that is not valid',
    answers.invalid('Model x.tar.gz is no archive'),
    'answered with 400 "ValidationError: ',
  ],
])('an endpoint that sees them wrong fails at once: %s', async (_, answer, words) => {
  inTurn(answer);
  const { Status, Reason } = await check();
  expect(Status).toBe('FAILED');
  expect(Reason).toContain('rolled back');
  expect(Reason).toContain(`1 of 1, the first: `);
  expect(Reason).toContain(words);
  expect(Reason).toMatch(/\[check-wrong\]$/);
  expect(endpoint.invocations).toHaveLength(1);
});

test.each([
  ['throttles', answers.throttled()],
  ['is not there yet', answers.unavailable()],
  ['has a model that still loads', answers.modelError(503, 'model-not-ready')],
  ['was scaled to zero', answers.invalid('Inference Component has no capacity to process this request. Application')],
  [
    'is a model that was published a moment ago',
    answers.invalid('Failed to download model data(bucket: archives, key: shop-1/shoes/1.tar.gz). Please ensure that'),
  ],
  ['is not known everywhere yet', answers.invalid('Endpoint shop-1 of account 111111111111 not found.')],
  ['does not know of its rights yet', answers.denied()],
])('an endpoint that %s is asked again until it answers', async (_, answer) => {
  inTurn(answer, answer, answers.label('hat'));
  expect((await check()).Status).toBe('SUCCESS');
  expect(endpoint.invocations).toHaveLength(3);
});

test('an endpoint that never answers fails when patience is over, with what it said last', async () => {
  inTurn(answers.throttled());
  const { Status, Reason } = await check({ PatienceSeconds: 3 });
  expect(Status).toBe('FAILED');
  expect(Reason).toContain('a.jpg: answered with 429 "ThrottlingException: Rate exceeded"');
  expect(Reason).toMatch(/\[check-unanswered\]$/);
});

test('an answer that does not come is given up, and asked for again', async () => {
  inTurn(answers.none(), answers.label('hat'));
  expect((await check({ AnswerSeconds: 0.5 })).Status).toBe('SUCCESS');
  expect(endpoint.invocations).toHaveLength(2);
});

test('when the time of the function is nearly over, that is the answer', async () => {
  inTurn(answers.none());
  const asked = { type: 'Update' as const, properties: { ...properties, AnswerSeconds: 60 }, seconds: 15 };
  const { Status, Reason } = await stack.ask(checking, asked);
  expect(Status).toBe('FAILED');
  expect(Reason).toMatch(/\[time-up\]$/);
});

test('a stack that is rolled back is not asked anything: what it goes back to was checked before', async () => {
  inTurn(answers.label('dress'));
  stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
  expect(await check()).toMatchObject({ Status: 'SUCCESS', Data: { Pictures: '0' } });
  expect(endpoint.invocations).toEqual([]);
});

test('a deletion asks nobody, and is answered', async () => {
  expect((await stack.ask(checking, { type: 'Delete', properties })).Status).toBe('SUCCESS');
  expect(endpoint.invocations).toEqual([]);
});

test('every variant of an A/B test must see every picture', async () => {
  const asked = ({ headers }: Invocation) => headers['x-amzn-sagemaker-target-variant'];
  endpoint.answer = (invocation, reply) => answers.label(asked(invocation) === 'main' ? 'hat' : 'dress')(reply);
  expect((await check({ Variants: ['main'] })).Status).toBe('SUCCESS');
  const { Reason } = await check({ Variants: ['main', 'challenger'] });
  expect(Reason).toContain('1 of 2, the first: a.jpg: expected hat, but the model says dress');
});

test.each([
  ['model', 'x-amzn-sagemaker-target-model'],
  ['container', 'x-amzn-sagemaker-target-container-hostname'],
  ['component', 'x-amzn-sagemaker-inference-component'],
])('a picture is for the %s that it names, or for that of the endpoint', async (TargetKind, header) => {
  inTurn(answers.label('hat'));
  const named = start(writePictures(join(folder, TargetKind), { label: 'hat', model: 'hats' }));
  const Targets = [{ Name: 'hats', Target: 'hats-4.tar.gz' }];
  for (const [child, changes] of [
    [named, { TargetKind }],
    [named, { TargetKind, Targets }],
    [checking, { TargetKind, DefaultTargets: ['shoes'] }],
  ] as const) {
    expect((await check(changes, child)).Status).toBe('SUCCESS');
  }
  expect(endpoint.invocations.map(({ headers }) => headers[header])).toEqual(['hats', 'hats-4.tar.gz', 'shoes']);
});

test('a picture that names nobody is for each of those that the endpoint has', async () => {
  const asked = ({ headers }: Invocation) => headers['x-amzn-sagemaker-target-container-hostname'];
  endpoint.answer = (invocation, reply) => answers.label(asked(invocation) === 'vision' ? 'hat' : 'dress')(reply);
  const { Reason } = await check({ TargetKind: 'container', DefaultTargets: ['vision', 'statistics'] });
  expect(Reason).toContain('1 of 2, the first: a.jpg: expected hat, but the model says dress');
});

test('a picture without a label must be answered, whatever is seen in it', async () => {
  const any = start(writePictures(join(folder, 'any'), {}));
  inTurn(answers.throttled(), answers.label('whatever', 0.1));
  expect((await check({}, any)).Status).toBe('SUCCESS');
  inTurn(answers.modelError(415, 'no picture'));
  expect((await check({}, any)).Reason).toContain('a.jpg: expected an answer, but it was answered with 415');
});

test('pictures that do not fit the endpoint are told from a model that is wrong', async () => {
  const named = start(writePictures(join(folder, 'named'), { label: 'hat', model: 'hats' }));
  const nowhere = start(join(folder, 'nowhere'));
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'golden.json'), '{"pictures":[]}');
  for (const [child, changes, words] of [
    [named, {}, 'a.jpg names the model hats, but the endpoint has only one.'],
    [checking, { TargetKind: 'model' }, 'a.jpg must say which model it is for'],
    [nowhere, {}, 'ENOENT'],
    [start(empty), {}, 'golden.json.pictures: expected a list of 1 to 100 items'],
  ] as const) {
    const { Status, Reason } = await check(changes, child);
    expect(Status).toBe('FAILED');
    expect(Reason).toContain(words);
    expect(Reason).toMatch(/\[check-pictures\]$/);
  }
});
