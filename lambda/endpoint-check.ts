import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { endpointCheckSchema } from '../lib/contracts/custom-resources/endpoint-check';
import { fromFunctionEnvironment } from '../lib/contracts/functions';
import { customResource } from './custom-resource/frame';
import { ask } from './endpoint-check/ask';
import { questions } from './endpoint-check/questions';
import { rounds } from './endpoint-check/rounds';

const { picturesDirectory } = fromFunctionEnvironment('endpoint-check', process.env);
const stacks = new CloudFormationClient({ maxAttempts: 5 });

/** Shows the golden pictures to an endpoint that was deployed; whatever it sees wrong fails the deployment. */
export const handler = customResource({
  schema: endpointCheckSchema,
  make: async ({ properties, stackId }, signal) => {
    if (await rollsBack(stackId, signal)) {
      console.info({ outcome: 'not asked', reason: 'the stack is being rolled back' });
      return { Pictures: '0' };
    }
    const { AnswerSeconds: answerSeconds, PatienceSeconds: patienceSeconds } = properties;
    const asked = questions(picturesDirectory, properties);
    const seen = await rounds(
      asked,
      (question, patient) => ask(question, properties, patient),
      { answerSeconds, patienceSeconds },
      signal,
    );
    console.info({ outcome: 'passed', endpoint: properties.EndpointName, pictures: seen });
    return { Pictures: String(seen.length) };
  },
});

/**
 * What is rolled back to was checked when it was deployed, and a check that failed now would leave the stack stuck half-way.
 * Where nobody says how the stack is doing, it is checked.
 */
async function rollsBack(StackName: string, abortSignal: AbortSignal): Promise<boolean> {
  try {
    const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName }), { abortSignal });
    return /ROLLBACK/.test(Stacks[0]?.StackStatus ?? '');
  } catch (error) {
    console.warn({ outcome: 'status of the stack unknown', reason: (error as Error).message });
    return false;
  }
}
