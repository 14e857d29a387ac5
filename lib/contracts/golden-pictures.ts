import { array, type Infer, number, object, optional, string } from './schema';

/** The file in a folder of golden pictures that says what a model must see in each. */
export const goldenFile = 'golden.json';

/** Pictures in one folder: they are sent with every release, so a hundred is plenty. */
export const mostGoldenPictures = 100;

export const goldenSchema = object({
  pictures: array(
    object({
      /** The name of a file in the folder. */
      file: string({ max: 255 }),
      /** The label that must be first; left out: any answer will do. */
      label: optional(string()),
      /** The score it must have at least, 0 to 1. */
      minScore: optional(number({ min: 0, max: 1 }), 0),
      /** The model that is asked, where the server has several. */
      model: optional(string({ max: 255 })),
    }),
    { min: 1, max: mostGoldenPictures },
  ),
});
export type GoldenPicture = Infer<typeof goldenSchema>['pictures'][number];

/** Leads a request to the release under test where it shares its listener with the public; it is no secret. */
export const testHeader = { name: 'x-image-classifier-release', value: 'test' } as const;

/** The caller in a list of API keys whose key the golden pictures are sent with. */
export const goldenCaller = 'golden-pictures';

/** How often a release was stopped because of its golden pictures, by `service`, in the namespace of all metrics. */
export const goldenMetric = 'GoldenPicturesFailed';
