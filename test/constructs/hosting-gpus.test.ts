import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type EndpointContainer, Hosting } from '../../lib';
import { shopWithEndpoint } from './synthesized-endpoint';

const withContainers = (instanceType: string, ...containers: EndpointContainer[]) =>
  shopWithEndpoint(() => ({ hosting: Hosting.multiContainer({ instanceType, containers }) }));

function warned({ node }: ReturnType<typeof shopWithEndpoint>): string[] {
  const stack = Stack.of(node.scope as Stack);
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('hosting-'))
    .map(({ entry }) => /hosting-[a-z-]+/.exec(String(entry.data))?.[0] ?? '');
}

test('several containers on a GPU instance are what AWS does not tell of, so somebody is told', () => {
  const classifier = withContainers('ml.g5.xlarge', { name: 'vision', gpu: true }, { name: 'statistics' });
  expect(warned(classifier)).toEqual(['hosting-containers-gpu']);
});

test('two containers on the same GPU share its memory, which nothing divides', () => {
  const classifier = withContainers('ml.g5.xlarge', { name: 'vision' }, { name: 'search', gpu: true });
  expect(warned(classifier)).toEqual(['hosting-containers-gpu', 'hosting-shared-gpu']);
});

test('on processors there is nothing to warn of', () => {
  expect(warned(withContainers('ml.c7g.xlarge', { name: 'vision' }, { name: 'statistics' }))).toEqual([]);
});

test('the server on a GPU takes batches as it does on Amazon ECS', () => {
  const { node } = shopWithEndpoint(() => ({ hosting: Hosting.realTime({ instanceType: 'ml.g6.xlarge' }) }));
  Template.fromStack(Stack.of(node.scope as Stack)).hasResourceProperties('AWS::SageMaker::Model', {
    PrimaryContainer: {
      Environment: { IMAGE_CLASSIFIER_EXECUTION_PROVIDER: 'cuda', IMAGE_CLASSIFIER_MAX_BATCH: '32' },
    },
  });
});
