import { array, type Infer, object, oneOf, optional, string } from '../schema';
import { numberText } from './text';

/** What a golden picture's `model` names: nothing, a model of many, a container of several, or an inference component. */
export const targetKinds = ['endpoint', 'model', 'container', 'component'] as const;
export type TargetKind = (typeof targetKinds)[number];

/** What `endpoint-check` is asked for. */
export const endpointCheckSchema = object(
  {
    EndpointName: string({ max: 63 }),
    /** Another text with every change of the endpoint, or CloudFormation would not ask again. */
    Revision: string({ max: 4096 }),
    /** `asynchronous` sends each picture and waits for what is written to Amazon S3. */
    Mode: oneOf(['synchronous', 'asynchronous']),
    TargetKind: oneOf(targetKinds),
    /** Who are asked, each of them, where a picture names nobody. */
    DefaultTargets: optional(array(string({ max: 1024 }), { max: 1000 }), []),
    /** What is called otherwise than the pictures call it. */
    Targets: optional(array(object({ Name: string(), Target: string() }), { max: 1000 }), []),
    /** Variants that must each see every picture; none: whichever the endpoint chooses. */
    Variants: optional(array(string({ max: 63 }), { max: 10 }), []),
    /** Asynchronous: `s3://bucket/prefix/` for pictures of more than 128,000 bytes. */
    UploadTo: optional(string()),
    ContentType: optional(string({ max: 255 }), 'application/octet-stream'),
    /** How long one answer may take. */
    AnswerSeconds: numberText({ min: 0.1, max: 840 }),
    /** How long the endpoint may take until it answered every picture. */
    PatienceSeconds: numberText({ min: 0, max: 840 }),
  },
  { others: 'ignored' },
);
export type EndpointCheckRequest = Infer<typeof endpointCheckSchema>;

/** What the InferenceId of a golden picture begins with; results of these are for nobody else. */
export const goldenInferencePrefix = 'golden-';

/** The largest body that InvokeEndpointAsync takes in its request, in bytes. */
export const mostInlineBytes = 128_000;
