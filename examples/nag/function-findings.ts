import type { Acknowledgment } from 'aws-cdk-lib';

/** What cdk-nag finds in every function, and why it stays so. */
export const functionFindings: Acknowledgment[] = [
  {
    id: 'NIST.800.53.R5-LambdaConcurrency',
    reason: 'A reserved share is taken from all else in the account, and a new account has none to reserve',
  },
  {
    id: 'NIST.800.53.R5-LambdaDLQ',
    reason: 'Amazon ECS, Amazon SQS and the API ask again or hear of the failure: no event is lost in between',
  },
  {
    id: 'NIST.800.53.R5-LambdaInsideVPC',
    reason: 'It calls nothing but AWS, with its own role; a network would add a price for endpoints and no protection',
  },
];
