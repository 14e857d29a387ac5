/** The name of a model as it is part of keys in S3, of queries and of lists in settings. */
export const modelName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** A version of a model: a whole number from 1, without leading zeros; the highest is the newest. */
export const modelVersion = /^[1-9]\d{0,14}$/;
