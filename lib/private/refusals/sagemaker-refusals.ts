import type { Refusal } from './refusal';
import { serverlessRefusals } from './serverless-refusals';

/** What no endpoint of Amazon SageMaker can be; the rules behind them are in lib/private/sagemaker/hosting-constraints. */
export const sagemakerRefusals = {
  ...serverlessRefusals,
  'sagemaker-asynchronous-backlog': {
    summary: 'No number of requests may wait for an instance, so there could never be enough instances.',
    advice: 'Use what an instance answers in the time that is bearable, such as 5.',
  },
  'sagemaker-asynchronous-concurrency': {
    summary: 'An instance of an asynchronous endpoint is to work on less than 1 or more than 1000 requests at a time.',
    advice: 'Leave it out, or use the number of inference processes of the instance.',
  },
  'sagemaker-asynchronous-topic': {
    summary: 'A topic is of the kind that keeps an order, and Amazon SageMaker gives its messages none.',
    advice: 'Use a topic of the standard kind.',
  },
  'sagemaker-asynchronous-wait': {
    summary: 'A request of an asynchronous endpoint may wait less than a minute or more than 6 hours for its turn.',
    advice: 'Use an hour or more where the endpoint rests at 0 instances: the first one takes minutes to start.',
  },
  'sagemaker-capture-percent': {
    summary: 'The share of the requests to capture is outside 0 to 100 percent.',
    advice: 'Use 100 for a quiet endpoint, and a few percent where every request is stored.',
  },
  'sagemaker-components': {
    summary: '`Hosting.inferenceComponents()` has no components, or another hosting has some.',
    advice: 'Give at least one component, each with its model.',
  },
  'sagemaker-components-accelerators': {
    summary: 'A copy is to have a part of a GPU, or more GPUs than an instance has, which may be none.',
    advice: 'Use 1 on a type with GPUs, or leave it out.',
  },
  'sagemaker-components-copies': {
    summary: 'minCopies is below 0 or above maxCopies.',
    advice: 'Use 0 to rest without copies, when the first request may fail for some minutes.',
  },
  'sagemaker-components-cpu': {
    summary: 'A copy is to have less than a quarter of a CPU core, or more cores than an instance has.',
    advice: 'Use 1 for each inference process, or a larger instance type.',
  },
  'sagemaker-components-environment': {
    summary: 'The container of a component has more than 16 variables.',
    advice: 'Let the component name a model, which may have more, or leave settings at their defaults.',
  },
  'sagemaker-components-memory': {
    summary: 'A copy is to have less than 128 MB, or more than an instance has.',
    advice: 'Use what the model needs and some 500 MB, or a larger instance type.',
  },
  'sagemaker-components-names': {
    summary:
      'Two components have the same name, one has a name that SageMaker does not take, or none has the name that is asked for.',
    advice: 'Use up to 63 letters, digits and hyphens, another name for each, and ask for one of these.',
  },
  'sagemaker-components-room': {
    summary: 'The fewest copies of all components need more CPU or memory than the most instances have.',
    advice: 'Raise maxInstances, take a larger instance type, or lower minCopies.',
  },
  'sagemaker-containers-count': {
    summary: 'A `Hosting.multiContainer()` has fewer than 2 or more than 15 containers, or another Hosting several.',
    advice: 'Use `Hosting.realTime()` for one container; split more than 15 over two endpoints.',
  },
  'sagemaker-containers-environment': {
    summary:
      'An environment is too large for SageMaker (100 variables, 1024 bytes for a key or a value, 32 KB for all containers), or a variable has no legal name.',
    advice: 'Put what is long into the model or into the image; name variables like MY_SETTING.',
  },
  'sagemaker-containers-names': {
    summary: 'Containers have the same name, or one that cannot be a host name.',
    advice: 'Use up to 63 letters, digits and hyphens, another name for each.',
  },
  'sagemaker-gpu-driver': {
    summary:
      'A driver is chosen for instances without NVIDIA GPUs, or the bundled image would get one without CUDA 13.',
    advice: 'Leave gpuDriver out, and use types such as ml.g4dn, ml.g5 or ml.g6; GPUs of ml.p2 and ml.p3 are too old.',
  },
  'sagemaker-grant': {
    summary:
      'A right is to what this endpoint does not have: models or containers that no call names, or answers that are kept.',
    advice:
      'Name models of `Hosting.multiModel()` and containers of `Hosting.multiContainer()`; answers are kept by `Hosting.asynchronous()`.',
  },
  'sagemaker-environment': {
    summary:
      'A variable in environment would contradict a property, what the construct sets itself, or what Amazon SageMaker sets.',
    advice: 'Leave the variable out, and use the property that the message names: the rules are held against that one.',
  },
  'sagemaker-image-architecture': {
    summary: 'The image was built for another CPU architecture than the instance type has.',
    advice:
      'Use an instance type with that processor (Graviton types have a g after the number, as c7g), or build the image for both.',
  },
  'sagemaker-image-gpu': {
    summary: 'The image needs a GPU, and the instance type has none.',
    advice: 'Use a type such as ml.g6.xlarge, or the same image for CPUs.',
  },
  'sagemaker-image-model': {
    summary: 'An image that AWS builds for a framework was given no model, and has none of its own.',
    advice: 'Give the model that it is to serve, such as ModelArtifact.fromModelPackage().',
  },
  'sagemaker-image-registry': {
    summary: 'The image is in a registry on the internet, and Amazon SageMaker takes images from Amazon ECR alone.',
    advice:
      'Copy it to Amazon ECR and use `InferenceImage.fromEcr()`; docs/patterns/image-repository.md has the command.',
  },
  'sagemaker-instance-type': {
    summary: 'Amazon SageMaker hosts on no instance type of this name.',
    advice: 'Use one of the names in the message, such as ml.c7g.xlarge; they begin with ml.',
  },
  'sagemaker-instances': {
    summary: 'minInstances is below what the hosting allows, or above maxInstances.',
    advice:
      'Use 2 or more to survive the loss of an Availability Zone; only asynchronous endpoints and inference components rest at 0.',
  },
  'sagemaker-instances-burstable': {
    summary: 'The number of instances is to follow the load, and nothing scales instances of t2.',
    advice: 'Use ml.c7g.large or ml.m5.large, or as many instances at least as at most.',
  },
  'sagemaker-instances-encryption': {
    summary: 'A KMS key was given for instances with local disks, which encrypt by themselves and take no key.',
    advice:
      'Leave out encryptionKey, or use a type without local disks: none with a d in its family, and none with GPUs since g4dn.',
  },
  'sagemaker-instances-start': {
    summary: 'A container has less than a minute or more than an hour to start or to load its model.',
    advice: 'Leave it out, or use some minutes for a model of gigabytes.',
  },
  'sagemaker-metric-frequency': {
    summary: 'SageMaker does not publish metrics at this interval.',
    advice: 'Use 10 seconds to see a peak soon, or 60, which costs nothing.',
  },
  'sagemaker-multi-model-data': {
    summary: 'Many models are to be served from what is one model, or one from many.',
    advice: 'Use `Hosting.multiModel()` with a ModelStore, and every other Hosting with one model.',
  },
  'sagemaker-multi-model-gpu': {
    summary: 'Many models were to share a GPU, which SageMaker does with the image NVIDIA Triton only.',
    advice: 'Use a type without GPUs, such as ml.c7g.xlarge, or `Hosting.inferenceComponents()`, which share GPUs.',
  },
  'sagemaker-multi-model-gpus': {
    summary: 'Many models were to share several GPUs, and SageMaker hosts them on one at most.',
    advice: 'Use a type with one GPU, such as ml.g5.xlarge.',
  },
  'sagemaker-request-size': {
    summary: 'A picture may be larger than SageMaker carries.',
    advice: 'Lower the largest picture of the server, or use `Hosting.asynchronous()`.',
  },
  'sagemaker-request-time': {
    summary: 'A request may take longer than SageMaker waits for an answer.',
    advice: 'Lower requestTimeout of the server to 60 seconds or less, or use `Hosting.asynchronous()`.',
  },
  'sagemaker-rollout-batch': {
    summary: 'The batches of a rolling release are outside 5 to 50 percent of the instances.',
    advice: 'Use 20 for five batches.',
  },
  'sagemaker-rollout-canary': {
    summary: 'The canary of a release is outside 1 to 50 percent of the instances.',
    advice: 'Use 10 percent, or `Release.linear()` for more than half.',
  },
  'sagemaker-rollout-guardrails': {
    summary:
      'SageMaker has no release in steps for this: a serverless endpoint, instances of inf1, or batches with several variants.',
    advice: 'Use `Release.blueGreen()`, or leave release out.',
  },
  'sagemaker-rollout-linear': {
    summary: 'The steps of a linear release are outside 10 to 50 percent of the instances.',
    advice: 'Use 20 for five steps.',
  },
  'sagemaker-rollout-time': {
    summary: 'A release may take less than 10 minutes, more than 8 hours, or no longer than its waits.',
    advice: 'Shorten the waits, or take fewer steps.',
  },
  'sagemaker-rollout-waits': {
    summary: 'A release waits longer than an hour between two steps, or before the old instances go.',
    advice: 'Use some 10 minutes: an alarm needs 3 to notice a bad release.',
  },
  'sagemaker-shadow': {
    summary:
      'A shadow stands beside several variants, beside another shadow, in a hosting that has none, or gets no share.',
    advice: 'Use one shadow and no challengers in `Hosting.realTime()`, on other instances than inf1.',
  },
  'sagemaker-variants-count': {
    summary: 'An endpoint has no variant, or more than 10.',
    advice: 'Compare up to 9 challengers at a time.',
  },
  'sagemaker-variants-names': {
    summary: 'Two variants have the same name, or one has a name that SageMaker does not take.',
    advice: 'Use up to 63 letters, digits and hyphens, another name for each.',
  },
  'sagemaker-variants-weight': {
    summary: 'A variant has a negative weight, or all have none, so nobody would get the requests.',
    advice: 'Use shares such as 90 and 10.',
  },
  'sagemaker-model-latest': {
    summary: 'The highest version of a model is asked for, which may be another one on the next instance.',
    advice: 'Use `ModelArtifact.fromVersion()`; a new version is then a release like any other.',
  },
  'sagemaker-release': {
    summary: 'Amazon SageMaker cannot release an endpoint in this way.',
    advice: 'The message says what is possible; leave release out for the usual way of this hosting.',
  },
  'sagemaker-scaling': {
    summary: 'Scaling has a part that Amazon SageMaker does not know.',
    advice: 'Its metrics come every 10 seconds, which needs no guard; for hours that you know use schedules.',
  },
} as const satisfies Record<string, Refusal>;
