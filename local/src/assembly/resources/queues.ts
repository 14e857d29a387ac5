import type { Queue } from '../model';
import type { StackReader } from '../stack-reader';
import { isFields } from '../template';

/** Properties of a queue that CreateQueue takes as attributes under the names on the right. */
const attributeNames: Readonly<Record<string, string>> = {
  VisibilityTimeout: 'VisibilityTimeout',
  MessageRetentionPeriod: 'MessageRetentionPeriod',
  ReceiveMessageWaitTimeSeconds: 'ReceiveMessageWaitTimeSeconds',
  DelaySeconds: 'DelaySeconds',
  MaximumMessageSize: 'MaximumMessageSize',
};

/** The queues of a stack, queues for dead letters before those that use them. */
export function readQueues(stack: StackReader): Queue[] {
  const understood = ['QueueName', 'RedrivePolicy', ...Object.keys(attributeNames)];
  const queues = stack.resources('AWS::SQS::Queue', understood).map(({ id, properties }): Queue => {
    const attributes = Object.entries(attributeNames).flatMap(([name, attribute]) =>
      properties[name] === undefined ? [] : [[attribute, String(properties[name])]],
    );
    const redrive = isFields(properties.RedrivePolicy) ? properties.RedrivePolicy : undefined;
    if (redrive) attributes.push(['RedrivePolicy', JSON.stringify(redrive)]);
    return {
      id,
      name: stack.identity(id, 'QueueName'),
      url: stack.identity(id),
      arn: stack.identity(id, 'Arn'),
      attributes: Object.fromEntries(attributes),
      ...(redrive && { deadLetterArn: String(redrive.deadLetterTargetArn) }),
    };
  });
  return deadLettersFirst(queues);
}

function deadLettersFirst(queues: readonly Queue[]): Queue[] {
  const ordered: Queue[] = [];
  const add = (queue: Queue, users: readonly Queue[]) => {
    if (ordered.includes(queue) || users.includes(queue)) return;
    const deadLetters = queues.find(({ arn }) => arn === queue.deadLetterArn);
    if (deadLetters) add(deadLetters, [...users, queue]);
    ordered.push(queue);
  };
  for (const queue of queues) add(queue, []);
  return ordered;
}
