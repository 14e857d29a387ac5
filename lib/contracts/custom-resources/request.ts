import { type Infer, object, oneOf, optional, type Schema, string } from '../schema';

const anything: Schema<unknown> = { read: (value) => value };

/**
 * What AWS CloudFormation asks of a custom resource
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html).
 */
export const resourceRequestSchema = object(
  {
    RequestType: oneOf(['Create', 'Update', 'Delete']),
    /** Where the answer is put, once. */
    ResponseURL: string({ max: 16_384 }),
    StackId: string({ max: 2048 }),
    RequestId: string({ max: 1024 }),
    LogicalResourceId: string(),
    /** Absent when the resource is created. */
    PhysicalResourceId: optional(string({ max: 2048 })),
    /** What the template says, every value of it turned into text. */
    ResourceProperties: optional(anything),
    /** What the template said before an update. */
    OldResourceProperties: optional(anything),
  },
  { others: 'ignored' },
);
export type ResourceRequest = Infer<typeof resourceRequestSchema>;

/** The most bytes that AWS CloudFormation takes as an answer. */
export const mostAnswerBytes = 4096;
