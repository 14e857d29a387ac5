/** Why a deployment fails at a custom resource; what happened and what to do stand in the events of the stack. */
export interface DeploymentFailureKind {
  /** What happened, in one sentence. */
  readonly summary: string;
  readonly advice: string;
}

/** All of them, by the id that the reason ends with; docs/custom-resources.md lists every one. */
export const deploymentFailures = {
  'request-malformed': {
    summary: 'The function was called with something that is no request of AWS CloudFormation.',
    advice: 'Leave the function to the stack that it belongs to.',
  },
  'properties-malformed': {
    summary: 'The properties of the custom resource are not those that the function knows.',
    advice: 'Deploy the template as it was synthesized; template and functions must be of one version.',
  },
  'time-up': {
    summary: 'The time of the function was nearly over.',
    advice: 'Deploy again: what was done stays done. If it happens twice, the log says what it waited for.',
  },
  'aws-refused': {
    summary: 'A service of AWS refused a call.',
    advice: 'The message is that of the service; service control policies and quotas are frequent reasons.',
  },
  'function-failed': {
    summary: 'The function made a mistake.',
    advice: 'Look at the log and report the error.',
  },
  'archive-missing': {
    summary: 'There is no model, or no code, to pack at the place that was named.',
    advice: 'Check that the version was published, and that the role of the function may read it.',
  },
  'archive-unreadable': {
    summary: 'The archive to pack is damaged, or is no tar archive.',
    advice: 'Synthesize and deploy again; archives are made from files and folders, links have no place in them.',
  },
  'archive-name': {
    summary: 'A file cannot have its name in the archive.',
    advice:
      'Use relative names of up to 100 bytes (255 with folders), each once; code/ belongs to the script, if there is one.',
  },
  'archive-too-large': {
    summary: 'The model is larger than what is packed while a stack is deployed.',
    advice: 'Make the model smaller, or use it unpacked in Amazon S3, which real-time and asynchronous endpoints can.',
  },
  'archive-changed': {
    summary: 'The model changed while it was packed.',
    advice: 'Deploy again, and publish changes as new versions.',
  },
  'check-wrong': {
    summary: 'The endpoint sees golden pictures wrong, so the deployment is rolled back.',
    advice: 'Compare the model with the one the pictures were chosen for; the log has what was seen in each.',
  },
  'check-unanswered': {
    summary: 'The endpoint did not answer all golden pictures in time, so the deployment is rolled back.',
    advice:
      'Look at the log of the endpoint, /aws/sagemaker/Endpoints/{name}; raise the patience for models that start slowly.',
  },
  'check-pictures': {
    summary: 'The golden pictures cannot be used.',
    advice: 'Correct the folder of the pictures; too large for a request are those above the limit of the endpoint.',
  },
  'guard-refused': {
    summary: 'Application Auto Scaling does not scale a variant of the endpoint again.',
    advice: 'Deploy again once its reason is gone; until then the variant keeps the number of instances it has.',
  },
  'guard-alarm': {
    summary: 'An alarm does not trigger the policy that wakes a variant.',
    advice:
      'Bring the alarm of the message back under its name, with the policy as its action, and deploy again; until then nothing wakes the variant from zero.',
  },
} as const satisfies Record<string, DeploymentFailureKind>;

export type DeploymentFailureId = keyof typeof deploymentFailures;

/** Ends a request of AWS CloudFormation with a reason that people can use. */
export class DeploymentFailure extends Error {
  /** @param detail what was met, in words */
  constructor(
    readonly id: DeploymentFailureId,
    readonly detail: string,
  ) {
    super(`${deploymentFailures[id].summary} ${detail}`);
    this.name = 'DeploymentFailure';
  }
}
