import { aws_iam as iam } from 'aws-cdk-lib';
import { allowObjects } from '../../private/exact-rights';
import type { AsynchronousPlaces } from '../hosting/hosting-site';

/** What may be asked of an endpoint. */
export interface InvokeOptions {
  /**
   * The only models that may be asked for, such as `shoes/3.tar.gz`; `*` stands for any text.
   *
   * @default - all
   */
  readonly models?: string[];

  /**
   * The only containers that may be asked for.
   *
   * @default - all
   */
  readonly containers?: string[];
}

export interface GrantedEndpoint {
  readonly endpointArn: string;
  readonly componentArns: readonly string[];
  readonly answers?: AsynchronousPlaces;
}

/** What others may do with an endpoint; each right is written action by action. */
export class EndpointGrants {
  /** @internal */
  public static _of(endpoint: GrantedEndpoint): EndpointGrants {
    return new EndpointGrants(endpoint);
  }

  private constructor(private readonly endpoint: GrantedEndpoint) {}

  /** Send pictures, to all or to some of what the endpoint serves. */
  public invoke(grantee: iam.IGrantable, { models, containers }: InvokeOptions = {}): iam.Grant {
    const { endpointArn, componentArns, answers } = this.endpoint;
    const conditions = {
      ...(models && { StringLike: { 'sagemaker:TargetModel': models } }),
      ...(containers && { StringEquals: { 'sagemaker:TargetContainerHostname': containers } }),
    };
    return iam.Grant.addToPrincipal({
      grantee,
      actions: [answers ? 'sagemaker:InvokeEndpointAsync' : 'sagemaker:InvokeEndpoint'],
      resourceArns: [endpointArn, ...componentArns],
      conditions: Object.keys(conditions).length > 0 ? conditions : undefined,
    });
  }

  /** Read the answers and failures of an asynchronous endpoint; of others there is nothing to read. */
  public readAnswers(grantee: iam.IGrantable): iam.Grant {
    const { answers } = this.endpoint;
    if (!answers) return iam.Grant.drop(grantee, 'an endpoint that answers at once keeps no answers');
    const { bucket, answersPrefix, failuresPrefix } = answers;
    const actions = ['s3:GetObject'];
    const read = allowObjects(grantee, { bucket, actions, pattern: `${answersPrefix}*` });
    return read.combine(allowObjects(grantee, { bucket, actions, pattern: `${failuresPrefix}*` }));
  }
}
