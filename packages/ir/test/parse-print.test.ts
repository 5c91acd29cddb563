import { createRandom } from '@onnc/support'
import fc from 'fast-check'
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

import { moduleDifference, type Operation, operationText, parseModule, randomModule } from '../src/index.ts'
import { registry } from './toy-dialect.ts'

function parsed(text: string): Operation {
  const result = parseModule(text, 'test.mlir', registry)
  if (!result.ok) throw new Error(`${result.diagnostics.map((d) => JSON.stringify(d)).join('\n')}\n${text}`)
  return result.value
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 })

test.each([true, false])('what is printed reads back as it was (generic: %s)', (generic) => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const module = randomModule(registry, createRandom(seed))
      const text = operationText(module, registry, { generic, locations: true })
      const again = parsed(text)
      expect(moduleDifference(module, again, { locations: true })).toBeUndefined()
      expect(operationText(again, registry, { generic, locations: true })).toBe(text)
    }),
    { numRuns: 150 },
  )
})

test('mutated text is read or refused with places, and never breaks the parser', () => {
  const pieces = [
    '"',
    '<',
    '>',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '%0',
    '%x#9',
    '^bb1',
    ' : ',
    ', ',
    ' = ',
    '->',
    '#a',
    '!t',
    '0x',
    '-',
    '1.',
    'dense<',
    'loc(',
    '\\',
    '\n',
    '{-#',
    '#-}',
    '@',
    'λ',
    'toy.mix',
    'toy.box',
  ]
  fc.assert(
    fc.property(
      seeds,
      fc.boolean(),
      fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.constantFrom('', ...pieces)), { minLength: 1, maxLength: 6 }),
      (seed, generic, edits) => {
        let text = operationText(randomModule(registry, createRandom(seed), { size: 8 }), registry, { generic, locations: true })
        for (const [at, remove, insert] of edits) {
          const from = at % (text.length + 1)
          text = text.slice(0, from) + insert + text.slice(from + remove)
        }
        const result = parseModule(text, 'test.mlir', registry)
        for (const { class: kind, location } of result.diagnostics) expect([kind, location?.kind]).toEqual(['invalid', 'position'])
        expect(result.ok).toBe(result.diagnostics.length === 0)
      },
    ),
    { numRuns: 400 },
  )
})

const mlirOpt = spawnSync('mlir-opt-22', ['--version']).status === 0

test.skipIf(!mlirOpt)(
  'mlir-opt-22 accepts the generic form, and what it prints reads back equal (skipped where it is not installed)',
  () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const module = randomModule(registry, createRandom(seed), { size: 60, accepts: (def) => def.name !== 'builtin.module' })
        const text = operationText(module, registry, { generic: true, locations: true })
        const run = spawnSync('mlir-opt-22', ['--allow-unregistered-dialect', '--mlir-print-op-generic', '--mlir-print-debuginfo'], {
          input: text,
        })
        if (run.status !== 0) throw new Error(`${run.stderr.toString().slice(0, 600)}\n${text}`)
        expect(moduleDifference(module, parsed(run.stdout.toString()), { locations: true })).toBeUndefined()
      }),
      { numRuns: 25 },
    )
  },
)
