import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** Whether a failure now would leave the stack stuck half-way; where nobody says how the stack is doing, it would not. */
export async function rollsBack(
  stacks: CloudFormationClient,
  StackName: string,
  abortSignal: AbortSignal,
): Promise<boolean> {
  try {
    const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName }), { abortSignal });
    return /ROLLBACK/.test(Stacks[0]?.StackStatus ?? '');
  } catch (error) {
    console.warn({ outcome: 'status of the stack unknown', reason: (error as Error).message });
    return false;
  }
}
