import { aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { allowObjects } from '../../private/exact-rights';
import { refuse } from '../../private/refusals';
import type { HostingMode } from '../../private/sagemaker/hosting-constraints/described-endpoint';
import type { AsynchronousPlaces } from '../hosting/hosting-site';

/** What may be asked of an endpoint. */
export interface InvokeOptions {
  /**
   * The only models of a multi-model endpoint that may be asked for, such as `shoes/3.tar.gz`; `*` stands for any text.
   *
   * @default - all
   */
  readonly models?: string[];

  /**
   * The only containers of a multi-container endpoint that may be asked for.
   *
   * @default - all
   */
  readonly containers?: string[];
}

export interface GrantedEndpoint {
  /** Who refuses what would be a right to nothing. */
  readonly scope: IConstruct;
  readonly mode: HostingMode;
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
    this.requireMode('models', models, 'multi-model');
    this.requireMode('containers', containers, 'multi-container');
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

  /** Read the answers and failures of an asynchronous endpoint; refused for others, which keep none. */
  public readAnswers(grantee: iam.IGrantable): iam.Grant {
    const { answers, scope, mode } = this.endpoint;
    if (!answers) refuse(scope, 'sagemaker-grant', `readAnswers() must have Hosting.asynchronous(), got ${mode}`);
    const { bucket, answersPrefix, failuresPrefix } = answers;
    const actions = ['s3:GetObject'];
    const read = allowObjects(grantee, { bucket, actions, pattern: `${answersPrefix}*` });
    return read.combine(allowObjects(grantee, { bucket, actions, pattern: `${failuresPrefix}*` }));
  }

  /** A condition on what no call names lets nobody in. */
  private requireMode(what: string, given: readonly string[] | undefined, wanted: HostingMode): void {
    const { scope, mode } = this.endpoint;
    if (!given || mode === wanted) return;
    refuse(scope, 'sagemaker-grant', `${what} must be left out for ${mode} hosting, got ${given.join(' and ')}`);
  }
}
