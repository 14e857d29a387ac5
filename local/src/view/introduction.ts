import type { LocalOptions } from '../command-line';
import type { LocalStack } from '../run-local';
import { modelLines, notSimulatedLines } from './summary';

/** What is said of a stack before anything happens in it: everything, or, for a demo, as much as one reads. */
export function introduction(
  stack: LocalStack,
  options: Pick<LocalOptions, 'demo' | 'speed' | 'containers' | 'maxLocal'>,
): string[] {
  return options.demo ? brief(stack, options) : whole(stack, options);
}

function whole(
  { model, site, cloud }: LocalStack,
  { speed, containers }: Pick<LocalOptions, 'speed' | 'containers'>,
): string[] {
  return [
    `The stack ${model.name} on this machine`,
    '',
    ...modelLines(model),
    '',
    ...notSimulatedLines(model),
    '',
    `S3 and SQS  ${cloud.endpoint}`,
    ...(model.endpoints.length > 0 ? [`SageMaker   ${site}  (AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME)`] : []),
    ...model.apis.map(({ base }) => `API         ${site}${base}`),
    ...(model.pages.length > 0 ? [`Page        ${site}/`] : []),
    `Clock       ${speed} times real: periods, cooldowns and schedules pass so much quicker, work does not`,
    ...(!containers && model.services.length > 0
      ? ["Tasks       processes of this project's own server; --containers runs the image of the template"]
      : []),
    '',
  ];
}

function brief({ model, site }: LocalStack, { speed, maxLocal }: Pick<LocalOptions, 'speed' | 'maxLocal'>): string[] {
  const { queues, buckets, functions, alarms, targets } = model;
  const workers = targets.map(({ minimum, maximum, policies }) => {
    return `${minimum} to ${maximum} workers by ${policies.length} policies (at most ${maxLocal} on this machine)`;
  });
  return [
    `The stack ${model.name} runs here, from the template it would be deployed with. Nothing leaves this machine.`,
    '',
    `  ${queues.length} queues, ${buckets.length} buckets, ${functions.length} functions, ${alarms.length} alarms`,
    ...workers.map((line) => `  ${line}`),
    `  a minute of alarms and cooldowns passes in ${(60 / speed).toFixed(0)} s; work takes its real time`,
    `  ${notSimulatedLines(model).length} kinds of resources and properties are not simulated; --list names them`,
    '',
    ...(model.pages.length > 0 ? [`Open the page:  ${site}/`, ''] : []),
  ];
}
