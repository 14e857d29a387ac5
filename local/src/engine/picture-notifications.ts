import { fromFunctionEnvironment } from '../../../lib/contracts/functions';
import type { FunctionModel, Model, ObjectNotification } from '../assembly/model';

/** What tells of new pictures; new models are announced in the same way, and have no results to wait for. */
export function pictureNotifications({ notifications, eventSources, functions }: Model): ObjectNotification[] {
  const packers = functions.filter(packsModels).flatMap(({ name, arn }) => [name, arn]);
  const queues = eventSources.filter((source) => packers.includes(source.function)).map(({ queueArn }) => queueArn);
  return notifications.filter(({ queueArn }) => !queues.includes(queueArn));
}

function packsModels({ environment }: FunctionModel): boolean {
  try {
    fromFunctionEnvironment('model-packer', environment);
    return true;
  } catch {
    // Another function, which is told other things.
    return false;
  }
}
