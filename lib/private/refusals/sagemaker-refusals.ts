import type { Refusal } from './refusal';

/** What no endpoint of Amazon SageMaker can be. */
export const sagemakerRefusals = {
  'sagemaker-image-registry': {
    summary: 'The image is in a registry on the internet, and Amazon SageMaker takes images from Amazon ECR alone.',
    advice:
      'Copy it to Amazon ECR and use `InferenceImage.fromEcr()`; docs/patterns/image-repository.md has the command.',
  },
  'sagemaker-instance-type': {
    summary: 'Amazon SageMaker hosts on no instance type of this name.',
    advice: 'Use one of the names in the message, such as ml.c7g.xlarge; they begin with ml.',
  },
} as const satisfies Record<string, Refusal>;
