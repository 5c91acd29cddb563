// Words of the records that kernels/chunk.as and kernels/digitise.as describe.
export const chunkWords = 12
export const stepWords = 12
export const segmentWords = 24

/** What a chunk does. */
export const chunkTasks = { compute: 0, gather: 1, range: 2, encode: 3 } as const
