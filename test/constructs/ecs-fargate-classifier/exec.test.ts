import { Match } from 'aws-cdk-lib/assertions';
import { onlyResource, templateWith } from '../synthesized';

const byDefault = templateWith();

describe('exec: true', () => {
  const template = templateWith(() => ({ exec: true }));
  const task = onlyResource(template, 'AWS::ECS::TaskDefinition');

  test('sessions are recorded, and encrypted with a key of their own', () => {
    const { ExecuteCommandConfiguration } = onlyResource(template, 'AWS::ECS::Cluster').Configuration;
    expect(ExecuteCommandConfiguration).toMatchObject({
      KmsKeyId: { 'Fn::GetAtt': [expect.stringMatching('SessionKey'), 'Arn'] },
      Logging: 'OVERRIDE',
      LogConfiguration: {
        CloudWatchLogGroupName: { Ref: expect.stringMatching('SessionLog') },
        CloudWatchEncryptionEnabled: true,
      },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: ExecuteCommandConfiguration.KmsKeyId });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    expect(onlyResource(template, 'AWS::ECS::Service').EnableExecuteCommand).toBe(true);
  });

  test("the root file system stays read-only, and AWS's agent writes to folders of its own", () => {
    const [server] = task.ContainerDefinitions;
    expect(server).toMatchObject({ ReadonlyRootFilesystem: true, User: '10001:10001' });
    expect(server.LinuxParameters).toMatchObject({ InitProcessEnabled: true, Capabilities: { Drop: ['ALL'] } });
    expect(server.MountPoints.map(({ ContainerPath }: { ContainerPath: string }) => ContainerPath)).toEqual([
      '/managed-agents',
      '/var/lib/amazon',
      '/var/log/amazon',
    ]);
    expect(task.Volumes).toHaveLength(3);
  });

  test('a task may open sessions, write their record and use its key, and nothing else', () => {
    const [policy] = Object.values(
      template.findResources('AWS::IAM::Policy', {
        Properties: { PolicyName: Match.stringLikeRegexp('TaskTaskRole') },
      }),
    );
    const actions = policy.Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string }) => Action);
    expect(actions.sort()).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'logs:CreateLogStream',
      'logs:DescribeLogGroups',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
      ...['Create', 'Open'].flatMap((verb) => ['Control', 'Data'].map((kind) => `ssmmessages:${verb}${kind}Channel`)),
    ]);
  });

  test('in a network without NAT a session finds its way', () => {
    const services = JSON.stringify(template.findResources('AWS::EC2::VPCEndpoint'));
    for (const name of ['ssmmessages', 'kms']) expect(services).toContain(`.${name}"`);
  });

  test('without it nobody can, and nothing is there for it', () => {
    expect(onlyResource(byDefault, 'AWS::ECS::Service').EnableExecuteCommand).toBeUndefined();
    expect(onlyResource(byDefault, 'AWS::ECS::TaskDefinition').Volumes).toBeUndefined();
    byDefault.resourceCountIs('AWS::KMS::Key', 0);
  });
});
