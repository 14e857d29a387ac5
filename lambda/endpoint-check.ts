import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { endpointCheckSchema } from '../lib/contracts/custom-resources/endpoint-check';
import { fromFunctionEnvironment } from '../lib/contracts/functions';
import { customResource } from './custom-resource/frame';
import { rollsBack } from './custom-resource/stack-status';
import { ask } from './endpoint-check/ask';
import { questions } from './endpoint-check/questions';
import { rounds } from './endpoint-check/rounds';

const { picturesDirectory } = fromFunctionEnvironment('endpoint-check', process.env);
const stacks = new CloudFormationClient({ maxAttempts: 5 });

/** Shows the golden pictures to an endpoint that was deployed; whatever it sees wrong fails the deployment. */
export const handler = customResource({
  schema: endpointCheckSchema,
  make: async ({ properties, stackId }, signal) => {
    // What is rolled back to was checked when it was deployed, and a failure now would leave the stack stuck half-way.
    if (await rollsBack(stacks, stackId, signal)) {
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
