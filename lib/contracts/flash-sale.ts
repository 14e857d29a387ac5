import { array, boolean, type Infer, integer, object, string } from './schema';

/** Where the engine that runs a stack on one machine takes flash sales; no stack on AWS has these. */
export const saleApi = {
  /** `POST` begins a sale; `GET ?after=N` tells the batches from the Nth on. */
  sales: '/local/sales',
  /** The picture of a product. */
  drawings: '/local/drawings/',
} as const;

/** The most products of one sale that is asked for on the page: each becomes a tile. */
export const mostOnPage = 5000;

export const saleRequestSchema = object({ count: integer({ min: 1, max: mostOnPage }) });

/** Whether the products must be drawn first, which takes a while. */
export const saleAnswerSchema = object({ drawing: boolean() });

export const salesAnswerSchema = object({
  batches: array(
    object({
      /** Under which the page asks for its results. */
      batch: string({ min: 36, max: 36 }),
      /** How many of its pictures are in their bucket; the others follow. */
      sent: integer({ min: 0 }),
      pictures: array(object({ key: string(), drawing: string() })),
    }),
  ),
});
export type SalesAnswer = Infer<typeof salesAnswerSchema>;
/** Up to a thousand pictures of a sale, whose results are asked for together. */
export type SaleBatch = SalesAnswer['batches'][number];
