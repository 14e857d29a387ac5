import type {
  aws_iam as iam,
  aws_logs as logs,
  aws_s3 as s3,
  aws_sagemaker as sagemaker,
  aws_sns as sns,
} from 'aws-cdk-lib';
import type { DescribedEndpoint } from '../../private/sagemaker/hosting-constraints/described-endpoint';
import type { ScaledCount } from './scaled-count';

/** What an endpoint gives to whatever it hosts. */
export interface HostingSite {
  /** Known when the app is synthesized, so that alarms, policies and rights can name it. */
  readonly endpointName: string;
  /** What containers run as. */
  readonly role: iam.Role;
  /** The network of the containers; left out: none of yours. */
  readonly network?: sagemaker.CfnModel.VpcConfigProperty;
  /** Whether containers reach no network at all. */
  readonly isolated: boolean;
  readonly logRetention: logs.RetentionDays;
  /** Where models lie that were packed for Amazon SageMaker; made when it is first asked for. */
  archives(): s3.IBucket;
}

/** Whom one call asks, beyond the endpoint. */
export interface Addressee {
  readonly variant?: string;
  readonly model?: string;
  readonly container?: string;
  readonly component?: string;
}

/** Where an endpoint leaves answers that come later. */
export interface AsynchronousPlaces {
  readonly bucket: s3.IBucket;
  readonly answersPrefix: string;
  readonly failuresPrefix: string;
  readonly successTopic?: sns.ITopic;
  readonly errorTopic?: sns.ITopic;
}

/** The part of an endpoint that its hosting decides. */
export type DescribedHosting = Pick<
  DescribedEndpoint,
  'mode' | 'variants' | 'shadows' | 'shadowPercent' | 'serverless' | 'asynchronous' | 'components'
>;

/** What is known of a hosting once it is built. */
export interface Hosted {
  /** What the rules of Amazon SageMaker look at. */
  readonly described: DescribedHosting;
  /** Everything an endpoint configuration takes from it. */
  readonly config: Pick<
    sagemaker.CfnEndpointConfigProps,
    | 'productionVariants'
    | 'shadowProductionVariants'
    | 'asyncInferenceConfig'
    | 'executionRoleArn'
    | 'enableNetworkIsolation'
    | 'vpcConfig'
  >;
  /** Who answers, by name; shadows answer nobody. */
  readonly variantNames: readonly string[];
  /** What scaling moves. */
  readonly counts: readonly ScaledCount[];
  /** Whether no number of instances can be scaled, as those of t2. */
  readonly fixedCount?: boolean;
  /** Whom the check after a deployment asks, one picture each at least. */
  readonly addressees: readonly Addressee[];
  /** Whether callers must say which of many models they ask. */
  readonly namesModels?: boolean;
  /** Whether it has the demo model of this library and nothing else. */
  readonly demoModel: boolean;
  readonly answers?: AsynchronousPlaces;
  /** What inference components are called in the account, by what the app calls them. */
  readonly components?: Readonly<Record<string, string>>;
  /** What stands on the endpoint once it is there. */
  readonly stack?: (
    endpoint: sagemaker.CfnEndpoint,
    change?: (component: string) => sagemaker.CfnInferenceComponent.InferenceComponentDeploymentConfigProperty,
  ) => sagemaker.CfnInferenceComponent[];
  /** The models of inference components, known when they are deployed; no configuration names them. */
  readonly componentModels?: readonly string[];
}

/** The variant of every endpoint that needs no names. */
export const mainVariant = 'main';
