/** A small picture, the same for everybody: a PNG of 32 x 32 pixels, red above and blue below. */
export const smallPicture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAAK0lEQVR42u3QsQkAMAzAMP9/aO5onshQEHgXuKnTAgAAAMAXgEkAAAAA2B7S9pgugiGsQQAAAABJRU5ErkJggg==',
  'base64',
);
