/** Where workers lease their names in the result bucket: one object for each name that is taken. */
export const leasePrefix = 'workers/';
