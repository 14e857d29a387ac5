import { type Answer, written } from '../../lambda/custom-resource/answer';
import { EndlessStore } from './endless-store';
import { FunctionProcess } from './function-process';
import { StackService } from './stack-service';

const stack = new StackService();
const store = new EndlessStore(1000);
let packing: FunctionProcess;
const properties = { Source: 's3://models/m/1', Bucket: 'archives' };

beforeAll(async () => {
  packing = FunctionProcess.start('model-archive', {}, { ...(await store.start()), ...(await stack.start()) });
});
afterEach(() => {
  stack.turnsAway = 0;
  stack.puts.length = 0;
});
afterAll(async () => {
  await packing?.stop();
  await Promise.all([stack.stop(), store.stop()]);
});

test('the resource is named once, and keeps its name through updates and deletion', async () => {
  const { PhysicalResourceId } = await stack.ask(packing, { properties });
  expect(PhysicalResourceId).toBe('Tested');
  for (const type of ['Update', 'Delete'] as const) {
    expect((await stack.ask(packing, { type, properties })).PhysicalResourceId).toBe('tested-1');
  }
});

test('the answer is put as its signed address wants it: without a type, with its length', async () => {
  await stack.ask(packing, { properties });
  const [{ headers, body }] = stack.puts;
  expect(headers['content-type']).toBe('');
  expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
});

test.each([503, 403, 0])('an answer that is not taken twice (%i) is put a third time, and no more', async (status) => {
  stack.turnsAway = 2;
  stack.turnsAwayWith = status;
  expect((await stack.ask(packing, { properties })).Status).toBe('SUCCESS');
  expect(stack.puts.map(({ taken }) => taken)).toEqual([false, false, true]);
  expect(new Set(stack.puts.map(({ body }) => body)).size).toBe(1);
});

test('an answer that is never taken ends the call in an error, so that AWS Lambda makes it again', async () => {
  stack.turnsAway = 99;
  stack.turnsAwayWith = 503;
  const call = packing.invoke(stack.request({ properties }));
  await expect(call).rejects.toThrow('AWS CloudFormation did not take the answer in 5 tries');
  expect(stack.puts).toHaveLength(5);
});

test('properties of another version are refused by name', async () => {
  const { Status, Reason } = await stack.ask(packing, { properties: { Source: '', Prefix: 'a/' } });
  expect(Status).toBe('FAILED');
  expect(Reason).toMatch(/properties\.Source: expected a non-empty string.+properties\.Bucket: expected a non-empty/);
  expect(Reason).toMatch(/The log is \/aws\/lambda\/tested\. \[properties-malformed\]$/);
});

test('whatever a resource was created with, it can be deleted', async () => {
  expect((await stack.ask(packing, { type: 'Delete', properties: { Source: [] } })).Status).toBe('SUCCESS');
  await packing.invoke({ ...stack.request({ type: 'Delete' }), LogicalResourceId: 7 });
  expect(stack.taken.at(-1)?.Status).toBe('SUCCESS');
});

test('a request that is not understood is answered where it says where to, and fails where it does not', async () => {
  await packing.invoke({ ...stack.request({ properties }), RequestType: 'Import' });
  expect(stack.taken).toHaveLength(1);
  expect(stack.taken[0]).toMatchObject({ Status: 'FAILED', LogicalResourceId: 'Tested' });
  expect(stack.taken[0].Reason).toMatch(
    /request\.RequestType: expected one of Create, Update, Delete, received "Import"/,
  );
  await expect(packing.invoke({ hello: 'world' })).rejects.toThrow('request.ResponseURL: expected a non-empty string');
});

test('nothing that opens the way to the stack is written to the log', () => {
  expect(packing.said).not.toBe('');
  expect(packing.said).not.toMatch(/X-Amz-Signature/);
});

describe('an answer never has more bytes than AWS CloudFormation takes', () => {
  const ids = { PhysicalResourceId: 'p'.repeat(255), StackId: 's'.repeat(150), RequestId: 'r', LogicalResourceId: 'l' };
  const answer = (Reason: string): Answer => ({ Status: 'FAILED', Reason, ...ids });

  test.each([
    ['plain', 'a'.repeat(20_000)],
    ['quoted', '"\n'.repeat(9000)],
    ['of several bytes', '🎒é'.repeat(3000)],
    ['just too long', 'a'.repeat(3600)],
  ])('%s', (_, reason) => {
    const body = written(answer(reason));
    expect(body.length).toBeLessThanOrEqual(4096);
    const { Reason } = JSON.parse(body.toString()) as Answer;
    expect(body.length).toBeGreaterThan(3000);
    expect(Reason.endsWith('…')).toBe(true);
    expect(reason.startsWith(Reason.slice(0, -1))).toBe(true);
  });

  test('a reason that fits stays whole', () => {
    expect(JSON.parse(written(answer('short')).toString()).Reason).toBe('short');
  });
});
