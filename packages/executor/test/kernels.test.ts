import { expect, test } from 'vitest'
import { kernelsModule } from '../src/generated/kernels.ts'

test('the committed WebAssembly module is what its source gives', async () => {
  const build = (await import(new URL('../kernels/build.mjs', import.meta.url).href)) as { compileKernels: () => Promise<string> }
  expect((await build.compileKernels()).includes(`'${kernelsModule}'`)).toBe(true)
})
