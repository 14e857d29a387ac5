/** A picture that will never decode, whoever tries: answered to the caller, not tried again. Its message is public. */
export class ImageUnreadable extends Error {
  override name = 'ImageUnreadable';
}
