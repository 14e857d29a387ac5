import { type Infer, object, optional, string } from '../schema';

/** The largest model, unpacked, that is packed: more does not get through one Lambda function in its 15 minutes. */
export const mostModelBytes = 5 * 1024 ** 3;

/** What `model-archive` is asked for. */
export const modelArchiveSchema = object(
  {
    /**
     * The model: `s3://bucket/key.tar`, an archive whose only folder at the top is left away; `s3://bucket/key.tar.gz`, one that
     * was made elsewhere, of which all is kept but its own `code/` where there is a script; or `s3://bucket/prefix`, below which
     * its files lie.
     */
    Source: string(),
    /** An archive of the code that answers for it, packed beside it as `code/`. */
    Script: optional(string()),
    /** Where the archive is put: `{Prefix}{sha256}/model.tar.gz`. */
    Bucket: string({ max: 255 }),
    /** Empty, or with a slash at its end. */
    Prefix: optional(string({ min: 0, max: 512 }), ''),
  },
  { others: 'ignored' },
);
export type ModelArchiveRequest = Infer<typeof modelArchiveSchema>;

/** What the resource has to say afterwards; each is an attribute of it. */
export interface ModelArchiveAnswer {
  /** The archive: `s3://bucket/key`. */
  readonly ModelDataUrl: string;
  /** Of the archive, in hexadecimal digits. */
  readonly Sha256: string;
  /** Of the archive. */
  readonly Bytes: string;
}
