import { array, type Infer, integer, object, oneOf, optional, type Schema, string } from '../schema';
import { jsonText } from './text';

/** An object whose fields only Application Auto Scaling knows. */
const fields: Schema<Record<string, unknown>> = {
  read(value, path, problems) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    problems.push(`${path}: expected an object, received ${Array.isArray(value) ? 'a list' : typeof value}`);
    return {};
  },
};

/** What scales a variant, as it must be again once the endpoint was updated. */
const scalingSchema = object({
  /** What is scaled: instances, or the provisioned concurrency of a serverless variant. */
  dimension: oneOf(['sagemaker:variant:DesiredInstanceCount', 'sagemaker:variant:DesiredProvisionedConcurrency']),
  min: integer({ min: 0 }),
  max: integer({ min: 0 }),
  /** Which kinds of scaling stand still, as RegisterScalableTarget takes it. */
  suspended: optional(fields),
  /** As PutScalingPolicy takes them, without what says whose they are. */
  policies: array(fields, { max: 50 }),
  /** As PutScheduledAction takes them, likewise; times as text. */
  scheduledActions: array(fields, { max: 200 }),
});
export type VariantScaling = Infer<typeof scalingSchema>;

const variantSchema = object({
  name: string({ max: 63 }),
  /** Such as ml.c7g.xlarge; another one wants the variant out of Application Auto Scaling. Serverless variants have none. */
  instanceType: optional(string({ max: 63 })),
  /** Left out where nothing scales it. */
  scaling: optional(scalingSchema),
});
export type GuardedVariant = Infer<typeof variantSchema>;

const alarmSchema = object({
  variant: string({ max: 63 }),
  /** The name of the policy that it triggers. */
  policy: string({ max: 256 }),
  /** Its name. */
  alarm: string({ max: 255 }),
  /** Changes with what the template says of it: then AWS CloudFormation puts back the ARN of the policy that it knows. */
  revision: string({ max: 64 }),
});
/** An alarm that triggers a step policy. */
export type PolicyAlarm = Infer<typeof alarmSchema>;

/** All variants that the endpoint has with this template. */
const Variants = jsonText(array(variantSchema, { max: 20 }));
/** The alarms that trigger their policies; only the guard after the endpoint knows them, which comes after them. */
const Alarms = optional(jsonText(array(alarmSchema, { max: 200 })), []);

/** What `endpoint-guard` is asked for. */
export const endpointGuardSchema = object(
  {
    EndpointName: string({ max: 63 }),
    /** Whether the endpoint is changed after this or was changed before it. */
    When: oneOf(['before', 'after']),
    Variants,
    Alarms,
  },
  { others: 'ignored' },
);
export type EndpointGuardRequest = Infer<typeof endpointGuardSchema>;

/** What Amazon EventBridge passes on when the stack was rolled back: those of the custom resource, without a role. */
export const rolledBackSchema = object({
  rolledBack: object({ EndpointName: string({ max: 63 }), Variants, Alarms }),
});
/** What is restored after the endpoint. */
export type RestoreRequest = Infer<typeof rolledBackSchema>['rolledBack'];

/** What Application Auto Scaling calls a variant. */
export const variantResource = (endpointName: string, variant: string) => `endpoint/${endpointName}/variant/${variant}`;
