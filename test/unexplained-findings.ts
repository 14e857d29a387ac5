import type { Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { bucketFindings } from '../examples/nag/bucket-findings';
import { callersFinding, lookupFindings } from '../examples/nag/edge-findings';
import { instanceFindings } from '../examples/nag/fleet-findings';
import { functionFindings } from '../examples/nag/function-findings';
import { loadBalancerFindings, withoutCertificate } from '../examples/nag/load-balancer-findings';
import { networkFindings } from '../examples/nag/network-findings';
import { serverFindings } from '../examples/nag/server-findings';
import { pageBucketFindings } from '../examples/nag/web-findings';

export const nist = new NIST80053R5Checks();
/** The packs of cdk-nag that everything here answers to. */
export const packs = [new AwsSolutionsChecks(), nist];

const explained = [
  ...bucketFindings,
  callersFinding,
  ...lookupFindings,
  ...instanceFindings,
  ...functionFindings,
  ...loadBalancerFindings,
  ...withoutCertificate,
  ...networkFindings,
  ...serverFindings,
  ...pageBucketFindings,
].map(({ id }) => id);

/** What the examples explain with names of their own in the id, or have no reason to have at all. */
const explainedElsewhere = [
  // What a firewall blocked is logged where logRetention says for how long; metrics and samples are always there.
  /^NIST\.800\.53\.R5-WAFv2LoggingEnabled$/,
  // The log of sessions.
  /^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:logs:.*:log-group:<[^>]*SessionLog[^>]*>:\*\]$/,
  // Amazon CloudFront as it is when nobody asks for a firewall or a name there.
  /^AwsSolutions-CFR[24]$/,
  // Managed instances: the policy that AWS names for this role, and the agent on instances whose numbers nobody knows before.
  /^AwsSolutions-IAM4\[Policy::.*\/AmazonECSInfrastructureRolePolicyForManagedInstances\]$/,
  /^AwsSolutions-IAM5\[Resource::arn:.*:container-instance\/\*\]$/,
  // Models of a store come and go while servers run: the right is to read below one prefix of one bucket.
  /^AwsSolutions-IAM5\[Resource::<[^>]*Models[^>]*\.Arn>\/(shoes\/)?\*\]$/,
  // A service that is public is open to the internet on purpose.
  /^AwsSolutions-EC23$/,
];

/** What these packs find of a stack, but for what the examples explain; names in the ids differ from stack to stack. */
export function unexplained(shop: Stack, by = packs): string[] {
  return by
    .flatMap((pack) => pack.validateScope(shop).violations)
    .map(({ ruleName }) => ruleName)
    .filter((id) => !explained.includes(id) && !explainedElsewhere.some((pattern) => pattern.test(id)));
}
