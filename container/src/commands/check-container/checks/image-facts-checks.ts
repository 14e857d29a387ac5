import { basename } from 'node:path';
import { type Check, failed, passed, skipped } from '../check';
import type { ImageTarget } from '../image-target';

const shells = ['sh', 'bash', 'dash', 'ash'];
const initialisers = ['tini', 'tini-static', 'dumb-init', 'docker-init', 'catatonit'];

const entrypoint: Check<ImageTarget> = {
  id: 'entrypoint',
  title: 'The ENTRYPOINT takes the argument serve and gets the signals itself',
  rule: 'SageMaker runs `docker run IMAGE serve`: ENTRYPOINT in exec form, no tini, SIGTERM handled by the program.',
  async run({ facts: { entrypoint: words } }) {
    const program = basename(words[0] ?? '');
    if (shells.includes(program) && words[1] === '-c') {
      return failed(
        `The ENTRYPOINT is in shell form (${words.join(' ')}): serve and SIGTERM go to the shell, not to the server.`,
        'Write it as a list: ENTRYPOINT ["program", "argument"].',
      );
    }
    if (initialisers.includes(program)) {
      return failed(
        `The ENTRYPOINT is ${program}, which takes serve for a program to start, or hides how the server ended.`,
        'Make the server the ENTRYPOINT; let it handle SIGTERM and reap its children.',
      );
    }
    return passed(words.length === 0 ? 'none: a program called serve is started' : words.join(' '));
  },
};

export const capability = (name: string) => `com.amazonaws.sagemaker.capabilities.${name}`;

/** Labels are needed by some ways of hosting only: where such a way is not wanted, their absence is no failure. */
function hasLabel(name: string, purpose: string, wanted: (target: ImageTarget) => boolean): Check<ImageTarget> {
  const label = capability(name);
  return {
    id: `label-${name}`,
    title: `The image has the label ${label}=true`,
    rule: 'SageMaker: CreateEndpoint fails with "does not contain required Docker label(s)" where it is missing.',
    async run(target) {
      if (target.facts.labels[label] === 'true') return passed();
      if (!wanted(target)) return skipped(`it is needed for ${purpose} only`);
      return failed(
        `The label is ${target.facts.labels[label] === undefined ? 'missing' : `"${target.facts.labels[label]}"`}.`,
        `Add LABEL ${label}=true to the Dockerfile.`,
      );
    },
  };
}

export const imageFactsChecks = [
  entrypoint,
  hasLabel('multi-models', 'multi-model endpoints', ({ multiModel }) => multiModel),
  hasLabel('accept-bind-to-port', 'endpoints with several containers', ({ multiModel }) => multiModel),
  hasLabel('bidirectional-streaming', 'streams over WebSocket', () => false),
] as const;
