// Compiles the kernels: node kernels/build.mjs writes src/generated/kernels.ts, which the tests compare with what the source gives.
import asc from 'assemblyscript/asc'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'

const folder = new URL('.', import.meta.url)

/** The text of src/generated/kernels.ts for the sources beside this file. */
export async function compileKernels() {
  // AssemblyScript, which only looks like TypeScript: named so that its tools leave it alone.
  const names = readdirSync(folder).filter((name) => name.endsWith('.as'))
  const sources = new Map(names.map((name) => [name.replace(/as$/, 'ts'), readFileSync(new URL(name, folder), 'utf8')]))
  const files = new Map()
  const stderr = []
  const { error } = await asc.main(
    [
      'index.ts',
      '--outFile',
      'kernels.wasm',
      '-O3',
      '--converge',
      '--noAssert',
      '--runtime',
      'stub',
      '--importMemory',
      '--sharedMemory',
      '--initialMemory',
      '1',
      '--maximumMemory',
      '65536',
      '--enable',
      'threads',
      '--enable',
      'simd',
      '--enable',
      'relaxed-simd',
    ],
    {
      readFile: (name) => sources.get(name) ?? null,
      writeFile: (name, contents) => void files.set(name, contents),
      listFiles: () => [],
      stderr: { write: (text) => void stderr.push(text) },
    },
  )
  if (error !== null) throw new Error(stderr.join(''))
  const text = Buffer.from(files.get('kernels.wasm')).toString('base64')
  return `// Made by kernels/build.mjs from kernels/*.as.\n\n/** The WebAssembly module of the numeric kernels, in base64. */\nexport const kernelsModule: string =\n  '${text}'\n`
}

if (process.argv[1] === new URL(import.meta.url).pathname)
  writeFileSync(new URL('../src/generated/kernels.ts', import.meta.url), await compileKernels())
