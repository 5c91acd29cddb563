import fc from 'fast-check'

import { append, type Block, type Operation, singleBlockRegion, type Value } from '../src/index.ts'
import { module, open, writer } from './toy.ts'

const step = fc.record({
  kind: fc.constantFrom('constant', 'add', 'add', 'multiply', 'multiply', 'negate', 'print', 'open', 'close'),
  first: fc.nat(1000),
  second: fc.nat(1000),
})

/** Random modules of toy arithmetic, whose regions see what is outside; numbers stay exact, for factors are constants from -1 to 2. */
export const randomModule: fc.Arbitrary<() => Operation> = fc.array(step, { maxLength: 60 }).map(
  (steps) => () =>
    module((_, outermost) => {
      const scopes: { readonly block: Block; readonly values: Value[] }[] = [{ block: outermost, values: [writer(outermost).constant(1)] }]
      for (const { kind, first, second } of steps) {
        const { block, values } = scopes.at(-1)!
        const write = writer(block)
        const visible = scopes.flatMap((s) => s.values)
        const [a, b] = [visible[first % visible.length]!, visible[second % visible.length]!]
        const small = (second % 4) - 1
        if (kind === 'constant') values.push(write.constant(small))
        if (kind === 'add') values.push(write.add(a, b))
        if (kind === 'multiply')
          values.push(first % 2 === 0 ? write.multiply(a, write.constant(small)) : write.multiply(write.constant(small), a))
        if (kind === 'negate') values.push(write.negate(a))
        if (kind === 'print') write.print(a, b)
        if (kind === 'open') {
          const inner = singleBlockRegion()
          append(block, open.create({ body: inner.region }))
          scopes.push({ block: inner.block, values: [] })
        }
        if (kind === 'close' && scopes.length > 1) scopes.pop()
      }
      writer(outermost).print(...scopes[0]!.values.slice(-3))
    }),
)
