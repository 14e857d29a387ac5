import { Duration, Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { accessRefusals } from './refusals/access-refusals';
import { computeRefusals } from './refusals/compute-refusals';
import { fleetRefusals } from './refusals/fleet-refusals';
import { imageRefusals } from './refusals/image-refusals';
import type { Refusal } from './refusals/refusal';
import { releaseRefusals } from './refusals/release-refusals';
import { sagemakerRefusals } from './refusals/sagemaker-refusals';
import { scalingRefusals } from './refusals/scaling-refusals';
import { sidecarRefusals } from './refusals/sidecar-refusals';
import { uploadRefusals } from './refusals/upload-refusals';
import { webRefusals } from './refusals/web-refusals';

/** All of them, by the id that a message ends with. */
export const refusals = {
  ...scalingRefusals,
  ...accessRefusals,
  'function-not-built': {
    summary: 'A Lambda function is not built on this disk; only a checkout that was never built looks like this.',
    advice: 'Run `npm ci` in the checkout of cdk-image-classifier, or install the published package.',
  },
  ...computeRefusals,
  'containers-memory-budget': {
    summary: 'memoryBudget leaves the server too little of its task, or is too little for any model.',
    advice: 'Leave it out to use what the task has, or give the task more memory; the message has the bounds.',
  },
  'containers-processes': {
    summary: 'processesPerModel is no whole number of processes.',
    advice: 'Use 1, or as many as the task has vCPUs: every process of a model uses one.',
  },
  'containers-repository': {
    summary: 'Containers.multiModel() was given something else than a model store.',
    advice: 'Pass a ModelStore as repository; for one model use Containers.singleModel(), which takes a ModelArtifact.',
  },
  ...imageRefusals,
  'library-region': {
    summary: 'A multi-model endpoint is in another region than its models.',
    advice: 'Put the store into the region of the endpoint; the events of a bucket stay in its region, too.',
  },
  'log-bucket-encryption': {
    summary: 'The bucket for access logs is encrypted with a KMS key; load balancers cannot write there.',
    advice: 'Use a bucket with S3_MANAGED encryption.',
  },
  'model-asset': {
    summary: 'There is no model on this disk that could be uploaded.',
    advice:
      'Give the path of an .onnx file, or of a folder that holds one with everything that describes it; `image-classifier inspect` tells whether it can be served.',
  },
  'model-memory': {
    summary: 'The model is too large for the memory of a task.',
    advice: 'Give the task more memory, in the compute of the classifier; the message says how much.',
  },
  'model-name': {
    summary: 'A model has a name that a key in Amazon S3 or a query in a URL would garble.',
    advice: 'Use up to 128 letters, digits, dots, dashes and underscores, a letter or digit first.',
  },
  'model-package': {
    summary: 'This is not the ARN of a model package of Amazon SageMaker.',
    advice:
      'Give the ARN of one version, such as arn:aws:sagemaker:eu-central-1:123456789012:model-package/shoes/3; a group of packages or a model has no model data.',
  },
  'model-sha256': {
    summary: 'sha256 is not a SHA-256 in hexadecimal digits.',
    advice: 'Give what `image-classifier inspect` prints: 64 digits.',
  },
  'model-store-prefix': {
    summary: 'A prefix of models contains * or ?, which stand for any text in a right, or begins or ends in a slash.',
    advice: 'Write it as in s3://bucket/prefix, such as `live` or `teams/shoes`.',
  },
  'model-version': {
    summary: 'A version is no whole number from 1.',
    advice: 'Versions are numbers, the highest is the newest: use the one that `image-classifier publish` printed.',
  },
  'monitoring-limits': {
    summary: 'A limit of a monitoring is 0 or less, or a share beyond 100 percent.',
    advice: 'Leave it out for the default, or give seconds above 0 and percents from more than 0 to 100.',
  },
  'network-availability-zones': {
    summary: 'availabilityZones is outside 2 to 6.',
    advice: 'Use 2, or 3 to lose less when a zone is lost: a load balancer works in two zones or more.',
  },
  'network-cidr': {
    summary: 'cidr is no range of private addresses, or has too little room for the subnets.',
    advice: 'Use 10.0.0.0/16, or the message tells the smallest: public subnets have 256 addresses in every zone.',
  },
  'network-load-balancer-zones': {
    summary: 'The network has subnets for the load balancer in one Availability Zone only.',
    advice: 'Add subnets of the same type in a second zone to the vpc: a load balancer works in two zones or more.',
  },
  'network-nat-gateways': {
    summary: 'natGateways is outside 0 to the number of Availability Zones.',
    advice: 'Use 0 (endpoints instead), 1 (cheapest), or one per Availability Zone (survives the loss of a zone).',
  },
  'network-private-subnets': {
    summary: 'The network has no private subnets for the tasks.',
    advice: 'Add private subnets to the vpc: tasks have no public addresses, so they cannot work in public subnets.',
  },
  'network-public-subnets': {
    summary: 'The network has no public subnets, but the load balancer must be reached from the internet.',
    advice: 'Add public subnets to the vpc, or use Access.privateNetwork().',
  },
  'script-folder': {
    summary: 'There is no folder of code on this disk that could be packed with the model.',
    advice: 'Give the path of a folder whose code the image runs, such as one with an inference.py at its top.',
  },
  'server-settings': {
    summary: 'The server would refuse to start with these settings.',
    advice: 'Correct every setting in the message; docs/operations.md lists them with their ranges.',
  },
  ...fleetRefusals,
  ...releaseRefusals,
  ...sagemakerRefusals,
  ...sidecarRefusals,
  ...uploadRefusals,
  ...webRefusals,
} as const satisfies Record<string, Refusal>;

export type RefusalId = keyof typeof refusals;

/** Things that work but that somebody should decide on purpose. */
export const warnings = {
  'access-without-tls': {
    summary: 'The classifier is open to the internet without TLS: everybody on the way can read the pictures.',
    advice: 'Pass a certificate to Access.internet(), use Access.cloudFront(), or acknowledge the warning.',
  },
  'compute-idle-gpus': {
    summary: 'The bundled server works on the first GPU of its task: further GPUs are paid for and idle.',
    advice: 'Set gpus: 1 and let scaling start more tasks, use an image of your own, or acknowledge the warning.',
  },
  'hosting-containers-gpu': {
    summary:
      'Several containers run on an instance with a GPU, of which no page of AWS tells; in 2022 Amazon SageMaker offered them CPUs only.',
    advice:
      'Deploy it to an account for tests first, use Hosting.inferenceComponents(), which has GPUs by the page of AWS, or acknowledge the warning.',
  },
  'hosting-idle-accelerators': {
    summary:
      'The bundled server works on processors and on the first NVIDIA GPU: further GPUs, AWS Inferentia and Trainium are paid for and idle.',
    advice:
      'Use a type with one GPU, such as ml.g6.xlarge, and more instances; or a copy for each GPU in Hosting.inferenceComponents(); or acknowledge the warning.',
  },
  'hosting-shared-gpu': {
    summary:
      'Several containers use the same GPUs, and nothing divides their memory: what one takes the others lack, and they fail when they ask for it.',
    advice:
      'Set gpu: false for all but one, use Hosting.inferenceComponents() on a type with a GPU for each, or acknowledge the warning.',
  },
  'image-past-patch': {
    summary: 'The image by AWS gets no patches any more: weaknesses that are found in it stay.',
    advice:
      'Export the model to ONNX and use InferenceImage.bundled(), take a newer version, or acknowledge the warning.',
  },
  'fleet-bucket-events': {
    summary:
      'The input bucket is not of this app: unless it tells Amazon EventBridge of its objects, no upload is noticed.',
    advice: 'Switch EventBridge on in the properties of the bucket, try one upload, and acknowledge the warning.',
  },
  'fleet-key-policy': {
    summary:
      'encryptionKey is not of this app, so its policy was not told which services of AWS use it for queues and logs: without them the deployment fails.',
    advice:
      'Add the statements of docs/patterns/queue-worker-fleet.md ("A key of yours") to the policy of the key, and acknowledge the warning.',
  },
  'library-bucket-events': {
    summary:
      'The bucket of the models is not of this app: unless it tells Amazon EventBridge of its objects, models that are published are only found once an hour.',
    advice:
      'Call enableEventBridgeNotification() of the bucket, or switch it on in the properties of the bucket, and acknowledge the warning.',
  },
  'web-bucket-cors': {
    summary: 'The input bucket is not of this app, so it was not told that the page may upload to it.',
    advice: 'Allow POST from the url of the web tier in the CORS rules of the bucket, and acknowledge the warning.',
  },
  'web-unnoticed': {
    summary:
      'The fleet has Notifications.none(): unless others tell its job queue of every upload, the page awaits results for ever.',
    advice:
      'Use Notifications.direct() or .eventBridge(), or make the bucket tell the job queue of every upload, try one, and acknowledge the warning.',
  },
  'web-without-firewall': {
    summary:
      'No web ACL stands before the page and its API: it would have to be in us-east-1, and the stack is, or may be, elsewhere.',
    advice: 'Pass webAclArn of a web ACL in us-east-1, or acknowledge the warning.',
  },
} as const satisfies Record<string, Refusal>;

export type WarningId = keyof typeof warnings;

/** Stops at the `new` line: who refuses, what is wrong, and the id under which docs/errors.md explains it. */
export function refuse(scope: IConstruct, id: RefusalId, problem: string): never {
  throw new Error(`${scope.node.path}: ${refusalText(id, problem)}`);
}

/** For a validation, which the CDK puts the path before: what can only be seen once the app is complete. */
export const refusalText = (id: RefusalId, problem: string): string => `${problem} [${id}]`;

/** A whole number in a range; a number that only deployment will know passes. */
export function requireWithin(
  scope: IConstruct,
  id: RefusalId,
  { name, value, min, max }: { name: string; value: number; min: number; max: number },
): void {
  if ([value, min, max].some(Token.isUnresolved)) return;
  if (Number.isInteger(value) && value >= min && value <= max) return;
  refuse(scope, id, `${name} must be ${min === max ? min : `between ${min} and ${max}`}, got ${value}`);
}

/** Values that shape the template itself, so deployment is too late to know them. */
export function requireKnown(scope: IConstruct, id: RefusalId, values: object): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value instanceof Duration ? value.isUnresolved() : Token.isUnresolved(value))) continue;
    refuse(scope, id, `${name} must be known when the app is synthesized, got a token`);
  }
}

export function warn(scope: IConstruct, id: WarningId): void {
  const { summary, advice } = warnings[id];
  Validations.of(scope).addWarning(`cdk-image-classifier:${id}`, `${summary} ${advice}`);
}
