// What is used of WebAssembly: the compiler's library has it only together with a browser's names.

export interface Memory {
  readonly buffer: SharedArrayBuffer
  grow(pages: number): number
}

export type Module = object

interface Host {
  readonly Memory: new (descriptor: { initial: number; maximum: number; shared: true }) => Memory
  readonly Module: new (bytes: Uint8Array) => Module
  readonly Instance: new (module: Module, imports: object) => { readonly exports: object }
}

export const webAssembly: Host = (globalThis as unknown as { WebAssembly: Host }).WebAssembly
