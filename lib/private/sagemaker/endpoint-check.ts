import {
  Aws,
  type CustomResource,
  Duration,
  aws_iam as iam,
  type aws_lambda as lambda,
  type aws_logs as logs,
  Stack,
  type aws_s3 as s3,
} from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import type { TargetKind } from '../../contracts/custom-resources/endpoint-check';
import { allowListing, allowObjects } from '../exact-rights';
import { customResource, resourceFunction } from '../resource-function';
import { endpointArn } from './endpoint-arn';

export interface EndpointCheckOptions {
  /** The static name of the endpoint. */
  readonly endpointName: string;
  /** Anything that is another text with every change of the endpoint, such as the name of its configuration. */
  readonly revision: string;
  /** What must be there before anyone is asked: the endpoint, its inference components, the guard after it. */
  readonly after: readonly IConstruct[];
  readonly pictures: { _bind(scope: Construct): lambda.ILayerVersion };
  /** What `model` of a golden picture names. @default 'endpoint' */
  readonly targetKind?: TargetKind;
  /** Who are asked, each of them, where a picture names nobody. @default - nobody in particular */
  readonly defaultTargets?: readonly string[];
  /** What is called otherwise than the pictures call it, by the name in the pictures. @default - nothing */
  readonly targets?: Readonly<Record<string, string>>;
  /** Variants that must each see every picture. @default - whichever the endpoint chooses */
  readonly variants?: readonly string[];
  /** Of an asynchronous endpoint. @default - it answers at once */
  readonly asynchronous?: AsynchronousPlaces;
  /** @default 'application/octet-stream' */
  readonly contentType?: string;
  /** How long one answer may take; an asynchronous one may have waited for an instance. @default 60 seconds, asynchronously 12 minutes */
  readonly answerTime?: Duration;
  /** How long the endpoint may take until it answered everything, up to 13 minutes. @default 5 minutes, asynchronously 13 */
  readonly patience?: Duration;
  readonly logRetention: logs.RetentionDays;
}

export interface AsynchronousPlaces {
  /** Where results and failures are written, at `s3OutputPath` and `s3FailurePath`. */
  readonly outputs: readonly { readonly bucket: s3.IBucket; readonly prefix: string }[];
  /** Where pictures too large for a request are put; it must be no place whose objects are announced. @default - they are refused */
  readonly uploads?: { readonly bucket: s3.IBucket; readonly prefix: string };
}

/** Shows golden pictures to an endpoint that was just deployed; what it sees wrong rolls the deployment back. */
export function checkEndpoint(scope: Construct, id: string, options: EndpointCheckOptions): CustomResource {
  const { endpointName, revision, pictures, asynchronous, logRetention } = options;
  const { targetKind = 'endpoint', defaultTargets = [], targets = {}, variants = [], contentType } = options;
  const { answerTime = asynchronous ? Duration.minutes(12) : Duration.minutes(1) } = options;
  const { patience = asynchronous ? Duration.minutes(13) : Duration.minutes(5) } = options;
  const place = new Construct(scope, id);
  const layer = pictures._bind(place);
  const checking = resourceFunction(place, 'Asking', {
    name: 'endpoint-check',
    description: 'Shows golden pictures to an endpoint that was deployed',
    settings: { picturesDirectory: '/opt' },
    timeout: patience.plus(Duration.minutes(2)),
    logRetention,
    layers: [layer],
  });
  allow(checking, place, options);
  const uploads = asynchronous?.uploads;
  const check = customResource(place, 'Check', {
    answering: checking,
    resourceType: 'Custom::ImageClassifierEndpointCheck',
    properties: {
      EndpointName: endpointName,
      // Other pictures are asked for, too.
      Revision: `${revision} ${layer.layerVersionArn}`,
      Mode: asynchronous ? 'asynchronous' : 'synchronous',
      TargetKind: targetKind,
      DefaultTargets: defaultTargets,
      Targets: Object.entries(targets).map(([Name, Target]) => ({ Name, Target })),
      Variants: variants,
      UploadTo: uploads && `s3://${uploads.bucket.bucketName}/${uploads.prefix}`,
      ContentType: contentType,
      AnswerSeconds: answerTime.toSeconds(),
      PatienceSeconds: patience.toSeconds(),
    },
  });
  check.node.addDependency(...options.after);
  return check;
}

function allow(
  checking: lambda.Function,
  scope: Construct,
  { endpointName, targetKind, targets = {}, defaultTargets = [], asynchronous }: EndpointCheckOptions,
): void {
  const components = targetKind === 'component' ? [...Object.values(targets), ...defaultTargets] : [];
  const componentArn = (resourceName: string) =>
    Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'inference-component', resourceName });
  const may = (actions: string[], resources: string[]) =>
    checking.addToRolePolicy(new iam.PolicyStatement({ actions, resources }));
  may(
    [asynchronous ? 'sagemaker:InvokeEndpointAsync' : 'sagemaker:InvokeEndpoint'],
    [endpointArn(scope, endpointName), ...new Set(components.map(componentArn))],
  );
  may(['cloudformation:DescribeStacks'], [Aws.STACK_ID]);
  for (const { bucket, prefix } of asynchronous?.outputs ?? []) {
    allowObjects(checking, { bucket, actions: ['s3:GetObject'], pattern: `${prefix}*` });
    // Without it, Amazon S3 says of what is not there yet that it is forbidden.
    allowListing(checking, { bucket, prefix: '' });
  }
  if (asynchronous?.uploads) {
    const { bucket, prefix } = asynchronous.uploads;
    allowObjects(checking, { bucket, actions: ['s3:PutObject'], pattern: `${prefix}*` });
  }
}
