import type { Refusal } from './refusal';

/** What tasks cannot run on. */
export const computeRefusals = {
  'compute-capacity': {
    summary: 'capacity names no capacity provider, or Spot capacity is asked for beside it.',
    advice: 'Name the providers and their weights in capacity, or leave it out and use onDemandBase and spotPercent.',
  },
  'compute-cluster-network': {
    summary: 'The cluster does not say in which network it is.',
    advice: 'Import it by Cluster.fromClusterAttributes(), with its vpc.',
  },
  'compute-gpu-image': {
    summary:
      'The bundled image is to use GPUs beside ARM processors, and the CUDA provider of ONNX Runtime has none for them.',
    advice: 'Use x86-64, or an image of yours with a runtime that was built for it.',
  },
  'compute-gpu-types': {
    summary:
      'An instance type has no GPU, or none that the machine image of Amazon ECS has a driver for, or one too old for the CUDA of the bundled image.',
    advice:
      'Use types of x86-64 with GPUs by NVIDIA, such as g6.xlarge, or leave out gpus; for p3 and older, bring an image of your own.',
  },
  'compute-gpus': {
    summary: 'gpus is no number of GPUs that an instance has.',
    advice: 'Use 1: a task per GPU scales better than a task with many. 0 or nothing is a task without.',
  },
  'compute-instance-name': {
    summary: 'instanceName is no beginning of a name that a script can handle.',
    advice: 'Use letters, digits, hyphens and underscores, such as app-instance; the number is added to it.',
  },
  'compute-instance-types': {
    summary: 'The instance types have different processor architectures, or there are none.',
    advice: 'Keep to one architecture: an image runs on the one it was built for.',
  },
  'compute-on-demand-base': {
    summary: 'onDemandBase is outside 0 to 100.',
    advice: 'Use 1 to always have one worker that AWS does not take away, or 0 to pay Spot prices alone.',
  },
  'compute-spot-percent': {
    summary: 'spotPercent is outside 0 to 100.',
    advice: 'Use 0 for no Spot capacity, 100 for nothing else above the base, or a mix: Spot capacity can run out.',
  },
  'compute-task-size': {
    summary: 'No instance has a task of this size, or the server is too little for itself in it.',
    advice: 'Use 2048 for cpu and 3072 for memoryMiB, or an instance type with more vCPUs.',
  },
  'ecs-max-tasks': {
    summary: 'maxTasks is outside 1 to 100.',
    advice: 'Choose the most tasks you are ready to pay for; above 100, split the traffic over several classifiers.',
  },
  'ecs-min-tasks': {
    summary: 'minTasks is below 1 or above maxTasks.',
    advice:
      'Use 2 or more to survive the loss of an Availability Zone; a service without tasks measures nothing and cannot wake from 0.',
  },
  'ecs-task-size': {
    summary: 'AWS Fargate has no task of this size.',
    advice: 'The message lists the memory that this cpu allows; 1 vCPU (1024) with 2048 MiB suits most models.',
  },
  'ecs-cluster-and-vpc': {
    summary: 'Both a cluster and a network are given, and they disagree.',
    advice: 'Leave out vpc: a cluster brings its own.',
  },
} as const satisfies Record<string, Refusal>;
