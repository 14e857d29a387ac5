/** The element types of tensors that have a fixed size, as ONNX Runtime calls them, with what holds their elements. */
export const elementArrays = {
  bool: Uint8Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  /** Node has no half precision: the bits as they are. */
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

export type ElementType = keyof typeof elementArrays;
export type ElementArray = InstanceType<(typeof elementArrays)[ElementType]>;
