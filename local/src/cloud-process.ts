import { createInterface } from 'node:readline';
import type { Notification } from './cloud/bucket-notifications';
import { type Cloud, startCloud } from './cloud/cloud';
import type { FaultRates } from './cloud/faults';

/** What a test may ask of the cloud it started; everything else it does with the SDK. */
type Command =
  | { readonly do: 'notify'; readonly bucket: string; readonly notification: Notification }
  | { readonly do: 'faults'; readonly rates: FaultRates }
  | { readonly do: 'tell' };

/** A cloud in a process of its own: prints where it answers, then takes one command per line. Argument: a page's origin. */
async function main(): Promise<void> {
  const cloud = await startCloud({ origin: process.argv[2] });
  process.stdout.write(`${JSON.stringify({ endpoint: cloud.endpoint, environment: cloud.environment })}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line) as Command;
    await carryOut(cloud, command);
    const calls = command.do === 'tell' ? cloud.record.all : [];
    process.stdout.write(`${JSON.stringify({ done: true, faults: cloud.faults.count, calls })}\n`);
  }
  await cloud.close();
}

async function carryOut(cloud: Cloud, command: Command): Promise<void> {
  if (command.do === 'notify') await cloud.notifications.add(command.bucket, command.notification);
  if (command.do === 'faults') cloud.faults.set(command.rates);
}

void main();
