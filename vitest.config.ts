import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const goldenRunner = fileURLToPath(new URL('packages/passes/test/golden/golden-tests.ts', import.meta.url))

/** A golden file, or the manual of their format, as a module that runs its own cases. */
const goldenFiles = {
  name: 'golden-files',
  enforce: 'pre' as const,
  load(id: string): string | undefined {
    if (!/\.mlir$|\/golden-tests\.md$/.test(id)) return undefined
    return `import { goldenTests } from ${JSON.stringify(goldenRunner)}\ngoldenTests(${JSON.stringify(id)})\n`
  },
}

/** Tests run on the sources: the `@onnc/source` export condition resolves every package to its `src/index.ts`. */
export default defineConfig({
  plugins: [goldenFiles],
  resolve: { conditions: ['@onnc/source', 'module', 'node', 'default'] },
  ssr: { resolve: { conditions: ['@onnc/source', 'module', 'node', 'default'] } },
  test: {
    include: ['**/test/**/*.test.ts', 'packages/*/test/**/*.mlir', 'docs/golden-tests.md'],
    testTimeout: 120_000,
    // Vitest leaves a core free, which of two is half the machine.
    ...(availableParallelism() === 2 ? { maxWorkers: 2 } : {}),
    setupFiles: [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))],
  },
})
