export { Access, type AccessOptions, type InternetAccessOptions } from './constructs/access';
export { EcsFargateClassifier } from './constructs/ecs-fargate-classifier';
export type { EcsFargateClassifierProps } from './constructs/ecs-fargate-classifier-props';
export {
  type EcrImageOptions,
  InferenceImage,
  type PrebuiltImageOptions,
  type RegistryImageOptions,
} from './constructs/inference-image';
export { Network, type NetworkProps } from './constructs/network';
export { type CpuScalingOptions, Scaling } from './constructs/scaling';
export { ImageFormat, LogLevel, type ServerSettings } from './constructs/server-settings';
