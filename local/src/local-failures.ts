/** Why a stack cannot be run on this machine; printed with its id, and the exit code for scripts. */
export interface LocalFailureKind {
  readonly exitCode: number;
  readonly summary: string;
  readonly advice: string;
}

export const localFailures = {
  'local-usage': {
    exitCode: 64,
    summary: 'The command line of `image-classifier local` is not understood.',
    advice: 'Run image-classifier local --help.',
  },
  'local-app-missing': {
    exitCode: 66,
    summary: 'There is no cloud assembly in the folder.',
    advice: 'Run cdk synth first, and give its output folder with --app (default: cdk.out).',
  },
  'local-app-failed': {
    exitCode: 65,
    summary: 'The app did not synthesize.',
    advice: 'Correct what it printed above; cdk synth must end without an error.',
  },
  'local-app-unreadable': {
    exitCode: 65,
    summary: 'A file of the cloud assembly is not what the CDK writes.',
    advice: 'Remove the folder and run cdk synth again; it must end without an error.',
  },
  'local-stack-unknown': {
    exitCode: 64,
    summary: 'The stack to run is not clear.',
    advice: 'Name one of the stacks listed with --stack.',
  },
  'local-template-invalid': {
    exitCode: 65,
    summary: 'The template refers to something that is not in it.',
    advice: 'Correct the stack and run cdk synth again; the message names the resource.',
  },
  'local-asset-missing': {
    exitCode: 66,
    summary: 'The code of a function is not in the cloud assembly.',
    advice: 'Run cdk synth again where the assembly is; assets must lie beside the template.',
  },
  'local-endpoint-invalid': {
    exitCode: 65,
    summary: 'An endpoint of the template is not one that Amazon SageMaker would create.',
    advice: 'Correct the stack and run cdk synth again; the message names the resource.',
  },
  'local-model-missing': {
    exitCode: 66,
    summary: "The files of an endpoint's model cannot be had on this machine.",
    advice: 'Put them where the message says, or choose a model that is part of the app.',
  },
  'local-endpoint-unhealthy': {
    exitCode: 69,
    summary: 'A container of an endpoint did not answer /ping in time, as it would not on Amazon SageMaker.',
    advice: 'See what it printed above; run with IMAGE_CLASSIFIER_LOCAL_LOG=1 to see everything.',
  },
  'local-nothing-to-run': {
    exitCode: 65,
    summary: 'The stack has neither queues nor services nor endpoints that can run here.',
    advice: 'Choose a stack with a QueueWorkerFleet, an EcsFargateClassifier or a SageMakerEndpointClassifier.',
  },
  'local-port-taken': {
    exitCode: 69,
    summary: 'Another program listens on the port.',
    advice: 'Stop it, or choose another port with --port; 0 takes a free one.',
  },
  'local-not-installed': {
    exitCode: 70,
    summary: 'The local engine is not built, its emulator is not installed, or this Node.js is too old for it.',
    advice: 'Run npm ci in the repository, and start it with Node.js 22.5 or newer (npm scripts use their own).',
  },
  'local-engine-missing': {
    exitCode: 69,
    summary: '--containers needs podman or docker and the image of the stack.',
    advice: 'Install podman or docker and build the image, or leave --containers out.',
  },
  'local-task-failed': {
    exitCode: 69,
    summary: 'A task of the stack does not start, or ends within seconds time and again.',
    advice:
      'Correct what it said. With --containers, podman or docker must be able to start the image: try `run --rm` with it and --help.',
  },
} as const satisfies Record<string, LocalFailureKind>;

export type LocalFailureId = keyof typeof localFailures;

/** A failure that the user can do something about: told in words, without a stack trace. */
export class LocalFailure extends Error {
  constructor(
    readonly id: LocalFailureId,
    detail: string,
  ) {
    const { summary, advice } = localFailures[id];
    super(`${summary} ${detail}\n  Remedy: ${advice} [${id}]`);
  }

  get exitCode(): number {
    return localFailures[this.id].exitCode;
  }
}
