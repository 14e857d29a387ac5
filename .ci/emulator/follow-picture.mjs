// Uploads the pictures of a folder to the deployed queue example and starts one worker with exactly the environment of the task
// definition that was deployed; prints what became of them as one line of JSON. A picture is named after its label.
//
//   node .ci/emulator/follow-picture.mjs <folder> <the outputs file of cdk deploy>
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DescribeTaskDefinitionCommand, ECSClient, ListTaskDefinitionsCommand } from '@aws-sdk/client-ecs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const [folder, outputsFile] = process.argv.slice(2);
const outputs = JSON.parse(readFileSync(outputsFile, 'utf8'))['queue-fleet'];
const s3 = new S3Client({ forcePathStyle: true });
const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
const ecs = new ECSClient();

async function workerEnvironment() {
  const { taskDefinitionArns } = await ecs.send(new ListTaskDefinitionsCommand());
  const arn = taskDefinitionArns.find((name) => name.includes('/queuefleetFleet'));
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }));
  const [server] = taskDefinition.containerDefinitions;
  return {
    command: server.command,
    env: Object.fromEntries(server.environment.map(({ name, value }) => [name, value])),
  };
}

const files = readdirSync(folder);
for (const file of files) {
  const Body = readFileSync(join(folder, file));
  // A key as people make them: with a space, which an event carries as a plus.
  await s3.send(new PutObjectCommand({ Bucket: outputs.InputBucket, Key: `new ${file}`, Body }));
}
const { Attributes } = await sqs.send(
  new GetQueueAttributesCommand({ QueueUrl: outputs.JobQueue, AttributeNames: ['ApproximateNumberOfMessages'] }),
);
const waiting = Number(Attributes.ApproximateNumberOfMessages);

const { command, env } = await workerEnvironment();
const local = { IMAGE_CLASSIFIER_HOST: '127.0.0.1', IMAGE_CLASSIFIER_PORT: '0' };
const worker = spawn(process.execPath, ['container/dist/main.js', ...command], {
  env: { ...process.env, ...env, ...local },
  stdio: ['ignore', process.stderr, process.stderr],
});
const ended = once(worker, 'exit');

const answers = new Map();
for (const began = Date.now(); answers.size < files.length && Date.now() - began < 60_000; ) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: outputs.ResultQueue, WaitTimeSeconds: 2, MaxNumberOfMessages: 10 }),
  );
  for (const { Body, ReceiptHandle } of Messages) {
    const result = JSON.parse(Body);
    answers.set(result.id, result);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: outputs.ResultQueue, ReceiptHandle }));
  }
}
worker.kill('SIGTERM');
const [code] = await ended;
const right = files.filter((file) => answers.get(`new ${file}`)?.labels?.[0].label === basename(file, '.jpg')).length;
console.log(JSON.stringify({ uploaded: files.length, waiting, announced: answers.size, right, exitCode: code }));
