import { type Infer, object, optional, string } from '../schema';
import { numberText } from './text';

const prefix = optional(string({ min: 0, max: 512 }), '');

/** What `model-library` is asked for. */
export const modelLibrarySchema = object(
  {
    /** The models: `{StorePrefix}{name}/{version}/model.onnx`. */
    StoreBucket: string({ max: 255 }),
    /** Empty, or with a slash at its end. */
    StorePrefix: prefix,
    /** Their archives: `{ArchivePrefix}{name}/{version}.tar.gz`. */
    ArchiveBucket: string({ max: 255 }),
    ArchivePrefix: prefix,
    /** Where the packer hears of models. */
    QueueUrl: string(),
    /** How long to wait for the archives; the stack goes on without those that are not there then. */
    WaitSeconds: numberText({ min: 0, max: 780 }),
  },
  { others: 'ignored' },
);
export type ModelLibraryRequest = Infer<typeof modelLibrarySchema>;

/** What the resource has to say afterwards; each is an attribute of it. */
export interface ModelLibraryAnswer {
  /** How many versions the store had. */
  readonly Versions: string;
  /** How many of them were not packed in time. */
  readonly Missing: string;
}
