import type { Manifest, Postprocess, Preprocess } from '../../../../lib/contracts/manifest';
import type { OnnxModelFile } from '../../onnx/model-file';
import type { ModelPlace } from '../model-place';

/** Who said it: `model.json`, `ONNX metadata image_classifier`, `labels.txt`, `ONNX input shape`, `default`. */
export type Source = string;

/** A part of a manifest. */
export type Fragment = Partial<Omit<Manifest, 'preprocess' | 'postprocess'>> & {
  preprocess?: Partial<Preprocess>;
  postprocess?: Partial<Postprocess>;
};

export interface Statement {
  readonly source: Source;
  readonly says: Fragment;
  /** Why a file that is there does not say more: `preprocessor_config.json: ...`. */
  readonly doubt?: string;
}

export interface UndescribedModel extends ModelPlace {
  readonly onnx: OnnxModelFile;
  readonly contentHash: string;
}

/** One place where a description may be found. A reader that finds nothing returns an empty list. */
export type DescriptionReader = (model: UndescribedModel) => Promise<Statement[]>;
