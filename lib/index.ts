export {
  Access,
  type AccessOptions,
  type CloudFrontOptions,
  type InternetAccessOptions,
  type KeyedAccessOptions,
  type ServiceConnectOptions,
  type ServiceDiscoveryOptions,
} from './constructs/access';
export type { IClassifier } from './constructs/classifier';
export { Compute } from './constructs/compute';
export type {
  Ec2ComputeOptions,
  ExistingClusterOptions,
  FargateComputeOptions,
  FargateTaskOptions,
  ManagedInstancesOptions,
  OwnClusterOptions,
  SpotMix,
} from './constructs/compute-props';
export { Containers, type MultiModelOptions } from './constructs/containers';
export { EcsFargateClassifier } from './constructs/ecs-fargate-classifier';
export type { EcsFargateClassifierProps } from './constructs/ecs-fargate-classifier-props';
export { EndpointUploads } from './constructs/endpoint-uploads';
export { UploadAlarms } from './constructs/endpoint-uploads/upload-alarms';
export type { EndpointUploadsProps } from './constructs/endpoint-uploads-props';
export { Firewall, type StandardFirewallOptions } from './constructs/firewall';
export { type ExpectedPicture, GoldenPictures } from './constructs/golden-pictures';
export { Hosting } from './constructs/hosting';
export type { AsynchronousOptions } from './constructs/hosting/asynchronous';
export { GpuDriver } from './constructs/hosting/gpu-driver';
export type { InferenceComponent, InferenceComponentsOptions } from './constructs/hosting/inference-components';
export {
  ContainerOrder,
  type EndpointContainer,
  type MultiContainerOptions,
} from './constructs/hosting/multi-container';
export type { MultiModelHostingOptions } from './constructs/hosting/multi-model';
export type { EndpointVariant, RealTimeOptions, ShadowVariant } from './constructs/hosting/real-time';
export type { ServerlessOptions } from './constructs/hosting/serverless';
export type { HostingInstanceOptions, ServedModelOptions } from './constructs/hosting-props';
export { ImageRepository, type ImageRepositoryProps } from './constructs/image-repository';
export {
  type EcrImageOptions,
  InferenceImage,
  type PrebuiltImageOptions,
  type RegistryImageOptions,
} from './constructs/inference-image';
export { ModelArtifact, type ModelArtifactOptions, type ModelPackageOptions } from './constructs/model-artifact';
export { type ExistingStoreOptions, ModelStore, type ModelStoreProps } from './constructs/model-store';
export { ModelStoreGrants } from './constructs/model-store/model-store-grants';
export { Monitoring } from './constructs/monitoring';
export { type MonitoringProps, Severity } from './constructs/monitoring-props';
export { Network, type NetworkProps } from './constructs/network';
export { Notifications } from './constructs/notifications';
export type { Peak } from './constructs/peak';
export {
  type FrameworkImageOptions,
  type GpuFrameworkImageOptions,
  type InferenceScript,
  PrebuiltImage,
} from './constructs/prebuilt-image';
export { QueueWorkerFleet } from './constructs/queue-worker-fleet';
export { FleetAlarms } from './constructs/queue-worker-fleet/fleet-alarms';
export { FleetScaling } from './constructs/queue-worker-fleet/fleet-scaling';
export type { QueueWorkerFleetProps } from './constructs/queue-worker-fleet-props';
export {
  type BlueGreenOptions,
  type CanaryOptions,
  type LinearOptions,
  Release,
  type ReleaseOptions,
} from './constructs/release';
export { SageMakerEndpointClassifier } from './constructs/sagemaker-endpoint-classifier';
export { EndpointGrants, type InvokeOptions } from './constructs/sagemaker-endpoint-classifier/endpoint-grants';
export type {
  DataCapture,
  Observability,
  SageMakerEndpointClassifierProps,
} from './constructs/sagemaker-endpoint-classifier-props';
export { Scaling } from './constructs/scaling';
export {
  type ConcurrencyScalingOptions,
  type CpuScalingOptions,
  type LatencyGuardOptions,
  PredictionMode,
  type PredictionOptions,
  type RequestScalingOptions,
  type SpikeGuardOptions,
} from './constructs/scaling-props';
export { Decoding, ImageFormat, LogLevel, type ServerSettings } from './constructs/server-settings';
export { Sidecar } from './constructs/sidecar';
export type {
  CloudWatchAgentOptions,
  CustomSidecarOptions,
  FluentBitOptions,
  SidecarOptions,
} from './constructs/sidecar-props';
export {
  type CognitoSignInOptions,
  type JwtSignInOptions,
  type OidcSignInOptions,
  type SessionOptions,
  SignIn,
} from './constructs/sign-in';
export type { IUploadClassifier } from './constructs/upload-classifier';
export { UploadGrants } from './constructs/upload-classifier/upload-grants';
export { ResultFormat, type UploadClassifierProps } from './constructs/upload-classifier-props';
export { type ApiKeyAccessOptions, type CognitoAccessOptions, WebAccess } from './constructs/web-access';
export { WebTier } from './constructs/web-tier';
export type { WebTierProps } from './constructs/web-tier-props';
