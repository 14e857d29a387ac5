import {
  array,
  boolean,
  decode,
  integer,
  number,
  object,
  oneOf,
  optional,
  SchemaError,
  string,
  variants,
} from '../../lib/contracts/schema';

const job = object({
  bucket: string(),
  tries: optional(integer({ min: 1, max: 3 }), 3),
  share: optional(number({ min: 0 })),
  draft: optional(boolean()),
  formats: optional(array(oneOf(['jpeg', 'png']), { min: 1, max: 2 })),
  resize: optional(variants('mode', { squash: { width: integer() }, none: {} })),
});

function problemsOf(value: unknown): string[] {
  try {
    decode(job, value, 'job');
  } catch (error) {
    if (error instanceof SchemaError) return error.problems;
  }
  return [];
}

test('answers the value with its defaults filled in and absent fields left out', () => {
  expect(decode(job, { bucket: 'pictures' }, 'job')).toEqual({ bucket: 'pictures', tries: 3 });
});

test('reads what it wrote', () => {
  const value = {
    bucket: 'a',
    tries: 1,
    share: 0.5,
    draft: true,
    formats: ['png'],
    resize: { mode: 'squash', width: 96 },
  };
  expect(decode(job, JSON.parse(JSON.stringify(value)), 'job')).toEqual(value);
});

test.each([
  [{ bucket: 7 }, 'job.bucket: expected a non-empty string, received number'],
  [{ bucket: '' }, 'job.bucket: expected a non-empty string, received 0 characters'],
  [{}, 'job.bucket: expected a non-empty string, received nothing'],
  [{ bucket: 'a', tries: 4 }, 'job.tries: expected a whole number between 1 and 3, received 4'],
  [{ bucket: 'a', tries: 1.5 }, 'job.tries: expected a whole number between 1 and 3, received 1.5'],
  [{ bucket: 'a', share: -1 }, 'job.share: expected a number of 0 or more, received -1'],
  [{ bucket: 'a', draft: 'yes' }, 'job.draft: expected true or false, received string'],
  [{ bucket: 'a', formats: [] }, 'job.formats: expected a list of 1 to 2 items, received 0 items'],
  [{ bucket: 'a', formats: ['bmp'] }, 'job.formats[0]: expected one of jpeg, png, received "bmp"'],
  [{ bucket: 'a', resize: { mode: 'fit' } }, 'job.resize.mode: expected one of squash, none, received "fit"'],
  [{ bucket: 'a', resize: { mode: 'squash' } }, 'job.resize.width: expected a whole number, received nothing'],
  [{ bucket: 'a', resize: { mode: 'none', width: 1 } }, 'job.resize.width: unknown field, expected one of mode'],
  [{ bucket: 'a', resize: null }, 'job.resize: expected an object, received null'],
  ['text', 'job: expected an object, received string'],
])('names the path, the expectation and what it got: %j', (value, problem) => {
  expect(problemsOf(value)).toEqual([problem]);
});

test('names a misspelt field together with the fields that exist', () => {
  const problems = problemsOf({ bucket: 'a', trys: 2 });
  expect(problems).toEqual(['job.trys: unknown field, expected one of bucket, tries, share, draft, formats, resize']);
});

test('lists all problems at once', () => {
  expect(problemsOf({ bucket: 1, tries: 'x', share: 'y' })).toHaveLength(3);
});
