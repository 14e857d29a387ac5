import { type Infer, object } from '../schema';
import { accessSettings } from './access';
import { httpSettings } from './http';
import { inferenceSettings } from './inference';
import { modelSettings } from './model';
import { sagemakerSettings } from './sagemaker';
import { schedulingSettings } from './scheduling';
import { telemetrySettings } from './telemetry';
import { workerSettings } from './worker';

export { imageFormats } from './setting';

/** Every setting of the server: its variable, meaning, range and default, written once. */
export const settings = {
  ...modelSettings,
  ...inferenceSettings,
  ...httpSettings,
  ...accessSettings,
  ...schedulingSettings,
  ...sagemakerSettings,
  ...telemetrySettings,
  ...workerSettings,
} as const;

type Table = typeof settings;
export const settingsSchema = object(
  Object.fromEntries(Object.entries(settings).map(([name, { schema }]) => [name, schema])) as {
    [K in keyof Table]: Table[K]['schema'];
  },
);
export type Settings = Infer<typeof settingsSchema>;
