import { QueueClient } from '../../../container/src/job-queue/queue-client';
import { SqsQueue } from '../../../container/src/job-queue/sqs';
import { answer, reset, ScriptedService, type Step } from '../aws/scripted-service';

let service: ScriptedService;
let client: QueueClient;

afterEach(async () => {
  client.close();
  await service.stop();
});

async function begin(...steps: Step[]): Promise<SqsQueue> {
  service = await ScriptedService.start(...steps);
  const credentials = { accessKeyId: 'one', secretAccessKey: 'secret' };
  client = new QueueClient({ endpoint: service.endpoint, region: 'eu-west-1', credentials });
  return new SqsQueue(client, 'https://sqs.eu-west-1.amazonaws.com/1/jobs');
}

const message = { id: 'm', receipt: 'r', body: '', receiveCount: 1, sentAt: 0 };

test('asks in the JSON protocol of SQS, signed for SQS, whatever the host in the address of the queue', async () => {
  const body = 'für "dich"';
  const sent = { MessageId: 'm1', ReceiptHandle: 'r1', Body: body };
  const Attributes = { ApproximateReceiveCount: '2', SentTimestamp: '1000' };
  const queue = await begin(answer(JSON.stringify({ Messages: [{ ...sent, Attributes }] })));
  const received = await queue.receive(20, 3, new AbortController().signal);
  expect(received).toEqual([{ id: 'm1', receipt: 'r1', body, receiveCount: 2, sentAt: 1000 }]);
  const [{ headers, body: asked }] = service.asked;
  expect(headers['x-amz-target']).toBe('AmazonSQS.ReceiveMessage');
  expect(headers['content-type']).toBe('application/x-amz-json-1.0');
  expect(headers.authorization).toContain('/eu-west-1/sqs/aws4_request');
  expect(JSON.parse(asked)).toMatchObject({
    QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/jobs',
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 3,
  });
});

test('no messages are an empty list', async () => {
  const queue = await begin(answer('{}'));
  await expect(queue.receive(1, 0, new AbortController().signal)).resolves.toEqual([]);
});

test('an entry that SQS refuses fails alone', async () => {
  const queue = await begin(answer('{"Successful":[],"Failed":[{"Id":"0","Code":"ReceiptHandleIsInvalid"}]}'));
  await expect(queue.delete(message)).rejects.toThrow('this entry of the call failed');
  await expect(queue.hide([message], 5)).resolves.toEqual([message]);
});

test('a refusal has the name that SQS gives it', async () => {
  const queue = await begin((_, response) => {
    response.writeHead(400, { 'x-amzn-query-error': 'AWS.SimpleQueueService.NonExistentQueue;Sender' });
    response.end('{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no such queue"}');
  });
  await expect(queue.delete(message)).rejects.toMatchObject({
    name: 'AWS.SimpleQueueService.NonExistentQueue',
    message: 'no such queue',
  });
});

test('trouble on the way is tried again', async () => {
  const queue = await begin(reset, answer('{}'));
  await expect(queue.send('body', { id: 'a' })).resolves.toBeUndefined();
  expect(JSON.parse(service.asked[1].body).Entries).toEqual([
    { Id: '0', MessageBody: 'body', MessageAttributes: { id: { DataType: 'String', StringValue: 'a' } } },
  ]);
});

test('a long poll that nobody waits for any more ends at once', async () => {
  const queue = await begin(() => {});
  const start = performance.now();
  await expect(queue.receive(1, 20, AbortSignal.timeout(100))).rejects.toThrow();
  expect(performance.now() - start).toBeLessThan(5000);
});
