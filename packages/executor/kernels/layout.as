// Where the host puts what the kernels read. All fields are 32-bit words; the host mirrors these numbers in src/engine-layout.ts.

/** Control block: one for the module, at a fixed address. */
export const CONTROL: usize = 1024
export const EPOCH: usize = CONTROL
export const TICKET: usize = CONTROL + 64
export const COUNT: usize = CONTROL + 128
export const COMPLETED: usize = CONTROL + 192
export const CHUNKS: usize = CONTROL + 256
export const QUIT: usize = CONTROL + 260
export const SCRATCH: usize = CONTROL + 264
export const SCRATCH_BYTES: usize = CONTROL + 268
export const POOL: usize = CONTROL + 272

/** Samples of the noise pool that windows start at; as many again as a window has lie behind them. */
export const POOL_SIZE: u32 = 65536
/** Positions that share one window of the pool. */
export const WINDOW: i32 = 256

@inline export function word(base: usize, index: i32): i32 {
  return load<i32>(base + (<usize>index << 2))
}
@inline export function pointer(base: usize, index: i32): usize {
  return <usize>load<u32>(base + (<usize>index << 2))
}
@inline export function real(base: usize, index: i32): f32 {
  return load<f32>(base + (<usize>index << 2))
}
