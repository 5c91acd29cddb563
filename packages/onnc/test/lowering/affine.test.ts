import fc from 'fast-check'
import { test } from 'vitest'

import { node } from '../random-model.ts'
import { type Case, floats, tensor } from './check-cases.ts'
import { checkProperty, small } from './check-property.ts'

const step = fc.record({
  opType: fc.constantFrom('Add', 'Sub', 'Mul', 'Div', 'Neg', 'BatchNormalization', 'Identity'),
  swapped: fc.boolean(),
  shape: fc.constantFrom('scalar', 'row', 'wide', 'other'),
})

test('constants behind a product, wherever they are broadcast', async () => {
  await checkProperty(
    fc
      .record({
        isConv: fc.boolean(),
        batch: small,
        rows: small,
        depth: small,
        size: small,
        steps: fc.array(step, { minLength: 1, maxLength: 4 }),
        read: fc.boolean(),
        seed: fc.nat(),
      })
      .map((about): Case => {
        const { isConv, batch, rows, depth, size, steps, read, seed } = about
        const out = isConv ? [batch, rows, size] : [batch, size, rows]
        const shapes = {
          scalar: [],
          row: isConv ? [rows, 1] : [rows],
          wide: isConv ? [1, rows, 1] : [1, 1, rows],
          other: isConv ? [size] : [size, 1],
        }
        const initializers: Record<string, Case['initializers'][string]> = {
          w: floats(isConv ? [rows, depth, 1] : [depth, rows], seed + 1),
        }
        const nodes = [node(isConv ? 'Conv' : 'MatMul', ['x', 'w'], ['p0'])]
        for (const [i, { opType, swapped, shape }] of steps.entries()) {
          const [from, to, constant] = [`p${i}`, `p${i + 1}`, `k${i}`]
          if (opType === 'Neg' || opType === 'Identity') nodes.push(node(opType, [from], [to]))
          else if (opType === 'BatchNormalization') {
            for (const [j, name] of ['s', 'b', 'm', 'v'].entries()) {
              const values = floats([out[1]!], seed + 10 * i + j).data as Float32Array
              initializers[`${name}${i}`] = tensor('float32', [out[1]!], name === 'v' ? values.map((x) => 0.5 + x * x) : values)
            }
            nodes.push(node(opType, [from, `s${i}`, `b${i}`, `m${i}`, `v${i}`], [to]))
          } else {
            const values = floats(shapes[shape], seed + 10 * i + 5)
            // A divisor near zero makes results that nothing is near to.
            initializers[constant] = tensor(
              'float32',
              values.shape,
              (values.data as Float32Array).map((x) => (Math.abs(x) < 0.2 ? 0.5 : x)),
            )
            const isSwapped = swapped && opType !== 'Div'
            nodes.push(node(opType, isSwapped ? [constant, from] : [from, constant], [to]))
          }
        }
        return {
          inputs: { x: floats(isConv ? [batch, depth, size] : [batch, size, depth], seed) },
          initializers,
          nodes,
          outputs: [...(read ? ['p1'] : []), ...(read && steps.length === 1 ? [] : [`p${steps.length}`])],
          about,
        }
      }),
  )
})
