import { Duration, Size } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Compute, Containers, ModelStore, type MultiModelOptions } from '../../lib';
import { onlyResource, templateWith } from './synthesized';

const many = (options: Partial<MultiModelOptions> = {}) =>
  templateWith((shop) => ({
    compute: Compute.fargate({ cpu: 2048, memoryMiB: 4096 }),
    containers: Containers.multiModel({ repository: new ModelStore(shop, 'Models'), ...options }),
  }));

/** What the server is told of its models, and of its processes. */
function told(template: Template): Record<string, unknown> {
  const [{ Environment }] = onlyResource(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
  return Object.fromEntries(
    Environment.map(({ Name, Value }: { Name: string; Value: unknown }) => [
      Name.replace('IMAGE_CLASSIFIER_', ''),
      Value,
    ]).filter(([name]: [string]) => /MODEL|REPOSITORY|PRELOAD|PINNED|PROCESSES/.test(name)),
  );
}

const address = (rest: string) => ({ 'Fn::Join': ['', ['s3://', { Ref: expect.any(String) }, rest].filter(Boolean)] });

test('many models come from the store, one process each, and new ones are looked for twice a minute', () => {
  expect(told(many())).toEqual({
    REPOSITORY: address(''),
    REPOSITORY_POLL_SECONDS: '30',
    PROCESSES: '1',
  });
});

test('everything that can be chosen for many models reaches the server', () => {
  const options: Partial<MultiModelOptions> = {
    prefix: 'teams/shoes',
    memoryBudget: Size.gibibytes(3),
    poll: Duration.minutes(5),
    defaultModel: 'boots',
    preload: ['boots', 'sandals'],
    pinnedVersions: { boots: 3, sandals: 1 },
    processesPerModel: 2,
  };
  expect(told(many(options))).toEqual({
    REPOSITORY: address('/teams/shoes'),
    REPOSITORY_POLL_SECONDS: '300',
    MODEL_MEMORY_BYTES: String(3 * 1024 ** 3),
    DEFAULT_MODEL: 'boots',
    PRELOAD: 'boots,sandals',
    PINNED_VERSIONS: 'boots=3,sandals=1',
    PROCESSES: '2',
  });
});

test('a task with many models may list and read those below its prefix, and nothing besides', () => {
  const policies = many({ prefix: 'teams/shoes' }).findResources('AWS::IAM::Policy');
  const [task, ...others] = Object.entries(policies).filter(([id]) => id.includes('TaskTaskRole'));
  expect(others).toEqual([]);
  const [get, list, ...more] = task[1].Properties.PolicyDocument.Statement;
  expect(more).toEqual([]);
  expect(get.Action).toBe('s3:GetObject');
  expect(JSON.stringify(get.Resource)).toContain('/teams/shoes/*');
  expect(list).toMatchObject({
    Action: 's3:ListBucket',
    Condition: { StringLike: { 's3:prefix': 'teams/shoes/*' } },
  });
});

test('what the server would refuse is refused before deployment', () => {
  expect(() => many({ poll: Duration.days(2) })).toThrow('[server-settings]');
  expect(() => many({ processesPerModel: 64 })).not.toThrow();
  expect(() => many({ processesPerModel: 0 })).toThrow('[containers-processes]');
});
