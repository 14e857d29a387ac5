/** What a server takes besides its models, in bytes; the construct refuses what the server could not hold. */
const mebibyte = 1_048_576;

/** What an inference process takes besides its model: measured 45 to 60 MiB. */
export const processBytes = 64 * mebibyte;
/** Left free for request bodies and decoded pictures. */
export const reserveBytes = 96 * mebibyte;
/** A model in memory takes about its file once, and a quarter more for what its runs need. */
const growth = 1.25;

/** What a model of these files takes in so many processes, which share its weights. */
export function modelMemory(fileBytes: number, processes: number): number {
  return Math.ceil(fileBytes * growth) + processes * processBytes;
}
