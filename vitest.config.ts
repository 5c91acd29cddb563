import { defineConfig } from 'vitest/config'

/** Tests run on the sources: the `@onnc/source` export condition resolves every package to its `src/index.ts`. */
export default defineConfig({
  resolve: { conditions: ['@onnc/source', 'module', 'node', 'default'] },
  ssr: { resolve: { conditions: ['@onnc/source', 'module', 'node', 'default'] } },
  test: { include: ['**/test/**/*.test.ts'], testTimeout: 120_000 },
})
