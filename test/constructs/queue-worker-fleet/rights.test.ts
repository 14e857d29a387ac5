import { aws_iam as iam, aws_kms as kms, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Notifications, type QueueWorkerFleet, type QueueWorkerFleetProps } from '../../../lib';
import { fleetTemplate, fleetWith } from '../synthesized-fleet';

type Statement = { Action: string | string[]; Resource: unknown; Condition?: object };

/** What the policies of a role allow, as `action on place`, sorted. */
function rights(template: Template, role: string): string[] {
  const statements = Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.includes(role))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[]);
  return statements
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((place) => `${action} on ${nameOf(place)}`)),
    )
    .sort();
}

/** `FleetJobQueueE25F4E03` and whatever surrounds it, without what differs from stack to stack. */
function nameOf(place: unknown): string {
  const text = JSON.stringify(place);
  const name = /Fleet([A-Z][A-Za-z]+?(?:Bucket|Queue|Log))[0-9A-F]{8}/.exec(text)?.[1] ?? text;
  return `${name}${/"(\/[^"]*)"/.exec(text)?.[1] ?? ''}`;
}

const byDefault = fleetTemplate();

test('a worker may do what it does, and nothing besides', () => {
  expect(rights(byDefault, 'TaskTaskRole')).toEqual([
    'ecs:UpdateTaskProtection on {"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":ecs:",{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},":task/*"]]}',
    's3:DeleteObject on ResultBucket/workers/*',
    's3:GetObject on InputBucket/*',
    's3:GetObject on ResultBucket/*',
    's3:GetObject on ResultBucket/workers/*',
    's3:GetObjectVersion on InputBucket/*',
    's3:ListBucket on InputBucket',
    's3:PutObject on ResultBucket/*',
    's3:PutObject on ResultBucket/workers/*',
    'sqs:ChangeMessageVisibility on JobQueue',
    'sqs:DeleteMessage on JobQueue',
    'sqs:ReceiveMessage on JobQueue',
    'sqs:SendMessage on ResultQueue',
    'sqs:SendMessage on StatusQueue',
  ]);
});

test('a worker protects only tasks of its own fleet', () => {
  const task = Object.values(byDefault.findResources('AWS::ECS::Service'))[0].Properties;
  expect(task).toMatchObject({ PropagateTags: 'SERVICE' });
  const [{ Key, Value }] = task.Tags;
  const document = JSON.stringify(byDefault.findResources('AWS::IAM::Policy'));
  expect(document).toContain(`"StringEquals":{"aws:ResourceTag/${Key}":"${Value}"}`);
});

test('the failure reporter may do what it does, and nothing besides', () => {
  expect(rights(byDefault, 'FailureReporterRole')).toEqual([
    'logs:CreateLogStream on FailureReporterLog',
    'logs:PutLogEvents on FailureReporterLog',
    's3:GetObject on InputBucket/*',
    's3:GetObject on ResultBucket/*',
    's3:GetObjectVersion on InputBucket/*',
    's3:ListBucket on InputBucket',
    's3:PutObject on ResultBucket/*',
    'sqs:DeleteMessage on DeadLetterQueue',
    'sqs:GetQueueAttributes on DeadLetterQueue',
    'sqs:ReceiveMessage on DeadLetterQueue',
    'sqs:SendMessage on ParkedQueue',
    'sqs:SendMessage on ResultQueue',
  ]);
});

test('prefixes narrow every right', () => {
  const template = fleetTemplate(() => ({ inputPrefix: 'uploads/', resultPrefix: 'labels/' }));
  for (const role of ['TaskTaskRole', 'FailureReporterRole']) {
    const objects = rights(template, role).filter((right) => /Object/.test(right) && !right.includes('/workers/*'));
    expect(objects.length).toBeGreaterThan(0);
    for (const right of objects) expect(right).toMatch(/InputBucket\/uploads\/\*$|ResultBucket\/labels\/\*$/);
  }
});

test('with keys of yours, workers may use them and no more', () => {
  const template = fleetTemplate((shop) => ({
    resultBucket: new s3.Bucket(shop, 'Labels', { encryptionKey: new kms.Key(shop, 'Key') }),
  }));
  const keyRights = rights(template, 'TaskTaskRole').filter((right) => right.startsWith('kms:'));
  expect(keyRights.map((right) => right.split(' ')[0])).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
});

describe('grants', () => {
  function granted(
    give: (fleet: QueueWorkerFleet, to: iam.IGrantable) => iam.Grant,
    props?: (shop: Stack) => QueueWorkerFleetProps,
  ) {
    const fleet = fleetWith(props);
    const shop = Stack.of(fleet);
    const role = new iam.Role(shop, 'Buyer', { assumedBy: new iam.AccountRootPrincipal() });
    expect(give(fleet, role).success).toBe(true);
    return rights(Template.fromStack(shop), 'Buyer');
  }

  test('submit: upload pictures under the prefix', () => {
    const rights = granted(
      ({ grants }, to) => grants.submit(to),
      () => ({ inputPrefix: 'uploads/' }),
    );
    expect(rights).toEqual([
      's3:AbortMultipartUpload on InputBucket/uploads/*',
      's3:PutObject on InputBucket/uploads/*',
    ]);
  });

  test('submit, with a key of yours: also a picture of many megabytes, whose parts are read again', () => {
    const rights = granted(
      ({ grants }, to) => grants.submit(to),
      (shop) => ({ encryptionKey: new kms.Key(shop, 'Key') }),
    );
    expect(rights.map((right) => right.split(' ')[0])).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
      's3:AbortMultipartUpload',
      's3:PutObject',
    ]);
  });

  test('submit, where nobody notifies the queue: send the message too', () => {
    const rights = granted(
      ({ grants }, to) => grants.submit(to),
      () => ({ notifications: Notifications.none() }),
    );
    expect(rights).toEqual([
      's3:AbortMultipartUpload on InputBucket/*',
      's3:PutObject on InputBucket/*',
      'sqs:SendMessage on JobQueue',
    ]);
  });

  test('readResults: read what the bucket has, and list nothing', () => {
    expect(granted(({ grants }, to) => grants.readResults(to))).toEqual(['s3:GetObject on ResultBucket/*']);
  });

  test('receiveResults: take announcements from the queue', () => {
    expect(granted(({ grants }, to) => grants.receiveResults(to))).toEqual([
      'sqs:ChangeMessageVisibility on ResultQueue',
      'sqs:DeleteMessage on ResultQueue',
      'sqs:ReceiveMessage on ResultQueue',
    ]);
  });

  test('redrive: bring parked jobs back to work', () => {
    expect(granted(({ grants }, to) => grants.redrive(to))).toEqual([
      'sqs:DeleteMessage on ParkedQueue',
      'sqs:ReceiveMessage on ParkedQueue',
      'sqs:SendMessage on JobQueue',
    ]);
  });
});
