import type { Refusal } from './refusal';

/** What no container image can be, and where one is kept. */
export const imageRefusals = {
  'image-architecture': {
    summary: 'The image was built for another CPU architecture than the tasks have.',
    advice: 'Set cpuArchitecture to what the image was built for, or push the image for both architectures.',
  },
  'image-directory': {
    summary: 'There is no folder with a Dockerfile that an image could be built from.',
    advice: 'Give the folder that has the Dockerfile; a path counts from where the app is started.',
  },
  'image-not-built': {
    summary: 'The bundled image is not complete on this disk; only a checkout that was never built looks like this.',
    advice: 'Run `npm ci` in the checkout of cdk-image-classifier, or install the published package.',
  },
  'image-needs-internet': {
    summary: 'The image comes from a registry on the internet, but the tasks have no way out to it.',
    advice:
      'Pass a vpc with NAT, such as `new Network(this, "Network", { natGateways: 1 }).vpc`, or copy the image to Amazon ECR.',
  },
  'image-prebuilt': {
    summary: 'An image by AWS for Amazon SageMaker was given to tasks of Amazon ECS, which it does not answer.',
    advice: 'Use InferenceImage.bundled() or an image of your own; a PrebuiltImage is for SageMakerEndpointClassifier.',
  },
  'image-prebuilt-multi-model': {
    summary: 'A framework image by AWS was to serve the models of a ModelStore, which are ONNX and bring no script.',
    advice:
      'Use InferenceImage.bundled(), an image of yours that reads ONNX, or a component or endpoint for each model with its script.',
  },
  'image-prebuilt-region': {
    summary: 'AWS publishes no such image in the region of the stack.',
    advice: 'Deploy to another region, or copy the image to Amazon ECR in yours and use InferenceImage.fromEcr().',
  },
  'image-prebuilt-requirements': {
    summary: 'A script installs packages when its container starts, and the container reaches no network.',
    advice:
      'Set networkIsolation to false, or build an image with the packages in it and use InferenceImage.fromEcr().',
  },
  'image-prebuilt-script': {
    summary:
      'The entry point of a script is not in its folder, has a name that the image does not look for, or is missing; or there is no model to pack it with.',
    advice:
      'Name a file in the folder, and a model; for TensorFlow the file is inference.py, and scikit-learn needs one.',
  },
  'image-prebuilt-version': {
    summary: 'AWS builds no image for inference with this version of the framework.',
    advice: 'Leave out version for the newest, or use one of those in the message; export newer models to ONNX.',
  },
  'image-repository-keep': {
    summary: 'keep is no number of images that Amazon ECR could keep.',
    advice: 'Use 1 to 10000, more than you push between two deployments: an image that is gone cannot be started.',
  },
} as const satisfies Record<string, Refusal>;
