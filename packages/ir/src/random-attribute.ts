import type { Random } from '@onnc/support'

import {
  type Attribute,
  arrayAttribute,
  type DenseAttribute,
  denseAttribute,
  dictionaryAttribute,
  floatAttribute,
  integerAttribute,
  stringAttribute,
  unit,
} from './attribute.ts'
import { bytesBlob, blobByteLength, splatBlob } from './blob.ts'
import { writeBits } from './bits.ts'
import { type Location, nameLocation } from './location.ts'
import { below, oneOf, randomScalar, randomTensor, randomType, several } from './random-type.ts'
import { elementBits, integerType, type Type } from './type.ts'

const texts = ['', 'a', 'two words', '"quoted"\\', 'λ ✓', 'line\nend\0', '\udc80\udcff', 'onnx.node_name', '8bit']

export function randomText(random: Random): string {
  return oneOf(random, texts)
}

/** Any attribute; constants are small, some written in place, some as resources. */
export function randomAttribute(random: Random, depth = 2): Attribute {
  const inner = (): Attribute => randomAttribute(random, depth - 1)
  switch (below(random, depth > 0 ? 15 : 11)) {
    case 0:
      return unit
    case 1:
      return { kind: 'bool', value: below(random, 2) === 0 }
    case 2:
      return randomInteger(random)
    case 3:
      return floatAttribute(oneOf(random, [0, -0, 1, -1.5, 0.1, 1e30, 3e-40, NaN, Infinity, random.uniform()]), {
        kind: 'float',
        name: oneOf(random, ['f32', 'f64', 'f16', 'bf16', 'f8E5M2', 'tf32']),
      })
    case 4:
      return stringAttribute(randomText(random))
    case 5:
      return { kind: 'type', type: randomType(random) }
    case 6:
      return { kind: 'symbol', path: [oneOf(random, ['main', 'b c', 'λ']), ...several(random, 2, () => 'x')] }
    case 7:
      return oneOf<Attribute>(random, [
        { kind: 'dense-array', element: integerType(64), values: several(random, 4, () => BigInt(below(random, 2000) - 1000)) },
        { kind: 'dense-array', element: integerType(1), values: [1n, 0n] },
        { kind: 'dense-array', element: { kind: 'float', name: 'f32' }, values: [1, -0, Infinity, Math.fround(0.1)] },
      ])
    case 8:
    case 9:
      return randomConstant(random)
    case 10:
      return oneOf<Attribute>(random, [
        { kind: 'dialect', dialect: 'toy', mnemonic: 'target', body: 'rows = 64, wl = [1550.0], name = "x>"' },
        { kind: 'verbatim', text: 'affine_map<(d0)[s0] -> (d0 * 2 + s0)>' },
        { kind: 'verbatim', text: 'affine_set<(d0) : (d0 - 10 >= 0)>' },
        { kind: 'verbatim', text: '"typed" : !toy.text' },
      ])
    case 11:
      return arrayAttribute(several(random, 3, inner))
    case 12:
      return dictionaryAttribute([
        ['a', inner()],
        ['needs quotes', inner()],
      ])
    default:
      return { kind: 'location', location: randomLocation(random) }
  }
}

function randomInteger(random: Random): Attribute {
  const type: Type =
    below(random, 5) === 0
      ? { kind: 'index' }
      : integerType(oneOf(random, [4, 8, 32, 64, 65]), oneOf(random, ['signless', 'signed', 'unsigned']))
  const value = BigInt(below(random, 8))
  return integerAttribute(type.kind === 'integer' && type.signedness !== 'unsigned' && below(random, 2) === 0 ? -value : value, type)
}

/** Elements of any bits, but for NaN payloads, which no text shows. */
export function randomConstant(random: Random): DenseAttribute {
  const scalar = randomScalar(random)
  const element: Type = scalar.kind === 'float' && /^f(80|128)$/.test(scalar.name) ? { kind: 'float', name: 'f32' } : scalar
  const type = randomTensor(random, below(random, 5) === 0 && element.kind === 'float' ? { kind: 'complex', element } : element)
  const shape = type.shape as number[]
  const bits = elementBits(type.element)!
  const isBit = bits === 8 && element.kind === 'integer' && element.width === 1
  const count = shape.reduce((a, b) => a * b, 1)
  const bytes = (many: number): Uint8Array => {
    const filled = new Uint8Array(Math.ceil((many * bits) / 8))
    for (let i = 0; i < many; i++)
      writeBits(
        filled,
        i * bits,
        bits,
        BigInt(isBit ? below(random, 2) : below(random, element.kind === 'float' ? 2 : 2 ** Math.min(bits, 30))),
      )
    return filled
  }
  if (below(random, 4) === 0 && shape.length > 0) return denseAttribute(type, splatBlob(type.element, shape, bytes(1)))
  const blob = bytesBlob(type.element, shape, bytes(count))
  if (blob.byteLength !== blobByteLength(type.element, shape)) throw new Error('unreachable: bytes of a random constant')
  return denseAttribute(type, blob, below(random, 3) === 0 ? oneOf(random, ['w', 'weights.0', '1']) : undefined)
}

/** Locations as MLIR keeps them: what is unknown or fused twice it drops inside of others. */
export function randomLocation(random: Random, depth = 2): Location {
  const inner = (): Location => randomLocation(random, depth - 1)
  const known = (): Location => ({ kind: 'file', file: 'model.onnx', line: below(random, 99), column: depth })
  switch (below(random, depth > 0 ? 7 : 4)) {
    case 0:
      return { kind: 'unknown' }
    case 1:
      return { kind: 'file', file: 'f "1".mlir', line: below(random, 99), column: below(random, 99) }
    case 2:
      return { kind: 'name', name: randomText(random) }
    case 3:
      return { kind: 'file', file: 'f', line: 1, column: 2, end: { line: 1 + below(random, 2), column: 9 } }
    case 4:
      return { kind: 'name', name: 'outer', child: known() }
    case 5:
      return { kind: 'callsite', callee: inner(), caller: inner() }
    default:
      return {
        kind: 'fused',
        locations: [nameLocation(`part ${depth}`), known()],
        ...(below(random, 2) === 0 ? {} : { metadata: stringAttribute('why') }),
      }
  }
}
