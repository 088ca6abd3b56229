// Numbers of the Parquet format (parquet.thrift) that the writer uses.

export const PAGE_TYPE = { data: 0, dictionary: 2 } as const;

export const ENCODING = {
  plain: 0,
  rle: 3,
  deltaBinaryPacked: 5,
  deltaLengthByteArray: 6,
  rleDictionary: 8,
} as const;

export type Encoding = (typeof ENCODING)[keyof typeof ENCODING];

export const CODEC = { none: 0, gzip: 2, zstd: 6 } as const;

export const PHYSICAL_TYPE = { boolean: 0, int64: 2, double: 5, byte_array: 6 } as const;

export const REPETITION = { required: 0, optional: 1, repeated: 2 } as const;

/** Older readers look at the converted type, newer ones at the logical type: both are written. */
export const CONVERTED_TYPE = { string: 0, map: 1, list: 3 } as const;

/** Field ids of the LogicalType union. */
export const LOGICAL_TYPE = { string: 1, map: 2, list: 3 } as const;

/** At both ends of a file. */
export const MAGIC = Uint8Array.of(0x50, 0x41, 0x52, 0x31);
