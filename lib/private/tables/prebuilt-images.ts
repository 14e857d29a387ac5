import type { prebuiltAccounts } from './prebuilt-accounts';

/** One image by AWS that SageMaker hosts a model with. */
export interface PrebuiltRow {
  readonly version: string;
  readonly processor: 'arm64' | 'x86_64' | 'cuda';
  readonly repository: string;
  readonly tag: string;
  /** The last day on which AWS patches it. */
  readonly endOfPatch: string;
}

/** The images of one framework; those of the newest version are last. */
export interface PrebuiltFramework {
  readonly accounts: keyof typeof prebuiltAccounts;
  readonly images: readonly PrebuiltRow[];
}

/**
 * Images for inference: aws/deep-learning-containers@e0ecede (2026-08-21), docs/src/data. Read on 2026-11-20. There is none for
 * PyTorch after 2.6 and none for TensorFlow after 2.19: AWS builds newer ones for training alone.
 *
 * @see https://aws.github.io/deep-learning-containers/
 */
export const prebuiltImages = {
  PyTorch: {
    accounts: 'frameworks',
    images: [
      {
        version: '2.6',
        processor: 'arm64',
        repository: 'pytorch-inference-arm64',
        tag: '2.6.0-cpu-py312-ubuntu22.04-sagemaker',
        endOfPatch: '2026-06-30',
      },
      {
        version: '2.6',
        processor: 'x86_64',
        repository: 'pytorch-inference',
        tag: '2.6.0-cpu-py312-ubuntu22.04-sagemaker',
        endOfPatch: '2026-06-30',
      },
      {
        version: '2.6',
        processor: 'cuda',
        repository: 'pytorch-inference',
        tag: '2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker',
        endOfPatch: '2026-06-30',
      },
    ],
  },
  TensorFlow: {
    accounts: 'frameworks',
    images: [
      {
        version: '2.19',
        processor: 'arm64',
        repository: 'tensorflow-inference-arm64',
        tag: '2.19.0-cpu-py312-ubuntu22.04-sagemaker',
        endOfPatch: '2026-03-11',
      },
      {
        version: '2.19',
        processor: 'x86_64',
        repository: 'tensorflow-inference',
        tag: '2.19.0-cpu-py312-ubuntu22.04-sagemaker',
        endOfPatch: '2026-03-11',
      },
      {
        version: '2.19',
        processor: 'cuda',
        repository: 'tensorflow-inference',
        tag: '2.19.0-gpu-py312-cu122-ubuntu22.04-sagemaker',
        endOfPatch: '2026-03-11',
      },
    ],
  },
  'scikit-learn': {
    accounts: 'algorithms',
    images: [
      {
        version: '1.4-2',
        processor: 'x86_64',
        repository: 'sagemaker-scikit-learn',
        tag: '1.4-2-py312',
        endOfPatch: '2026-10-30',
      },
      {
        version: '1.9-0',
        processor: 'x86_64',
        repository: 'sagemaker-scikit-learn',
        tag: '1.9-0',
        endOfPatch: '2027-07-16',
      },
    ],
  },
  XGBoost: {
    accounts: 'algorithms',
    images: [
      {
        version: '3.0-5',
        processor: 'x86_64',
        repository: 'sagemaker-xgboost',
        tag: '3.0-5',
        endOfPatch: '2026-11-17',
      },
      {
        version: '3.2-0',
        processor: 'x86_64',
        repository: 'sagemaker-xgboost',
        tag: '3.2-0',
        endOfPatch: '2027-05-13',
      },
    ],
  },
} as const satisfies Record<string, PrebuiltFramework>;

export type FrameworkName = keyof typeof prebuiltImages;
