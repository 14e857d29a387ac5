import type { FailureKind } from './failure-kind';

/** What can be wrong with a picture. */
export const pictureFailures = {
  'image-missing': {
    status: 400,
    retry: 'no',
    summary: 'The request carries no picture.',
    advice: 'Send the bytes of one picture as the request body, or as a file field of a multipart form.',
  },
  'image-unsupported': {
    status: 415,
    retry: 'no',
    summary: 'The bytes are not in a picture format that this server accepts.',
    advice: 'Send JPEG, PNG, WebP or GIF. AVIF and TIFF must be switched on by IMAGE_CLASSIFIER_FORMATS.',
  },
  'image-unreadable': {
    status: 422,
    retry: 'no',
    summary: 'The picture is damaged or cut short and cannot be decoded.',
    advice: 'Open the file in an image viewer; save it again or upload it again from its source.',
  },
  'image-too-large': {
    status: 413,
    retry: 'no',
    summary: 'The request body is larger than the limit.',
    advice: 'Send a smaller file, or raise IMAGE_CLASSIFIER_MAX_BODY_BYTES.',
  },
  'image-too-many-pixels': {
    status: 413,
    retry: 'no',
    summary: 'The picture has more pixels than the limit.',
    advice: 'Scale the picture down before sending it, or raise IMAGE_CLASSIFIER_MAX_PIXELS.',
  },
  'image-too-costly': {
    status: 413,
    retry: 'no',
    summary: 'Decoding the picture would take more memory than the server may use for it.',
    advice:
      'Save the picture smaller or as a baseline JPEG, or raise IMAGE_CLASSIFIER_MAX_DECODED_BYTES on a server with more memory.',
  },
  'image-unfit': {
    status: 422,
    retry: 'no',
    summary: 'The model cannot work on a picture of this size.',
    advice: 'Send a picture of the size the model was made for; GET /model shows its input.',
  },
  'tensors-unfit': {
    status: 400,
    retry: 'no',
    summary: 'The model cannot work on the tensors of the request.',
    advice: 'Compare names, types and shapes with the metadata of the model.',
  },
  'image-too-slow': {
    status: 422,
    retry: 'later',
    summary: 'Decoding and classifying the picture took longer than one picture may take.',
    advice: 'Save the picture in a plain form (baseline JPEG) or raise IMAGE_CLASSIFIER_PICTURE_TIMEOUT_SECONDS.',
  },
} as const satisfies Record<string, FailureKind>;
