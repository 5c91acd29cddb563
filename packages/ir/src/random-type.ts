import type { Random } from '@onnc/support'

import { dialectType, floatBits, type FloatType, functionType, integerType, type Type } from './type.ts'

export function below(random: Random, limit: number): number {
  return Math.floor(random.uniform() * limit)
}

export function oneOf<T>(random: Random, choices: readonly T[]): T {
  return choices[below(random, choices.length)]!
}

export function several<T>(random: Random, most: number, make: () => T): T[] {
  return Array.from({ length: below(random, most + 1) }, make)
}

const floatNames = Object.keys(floatBits) as FloatType['name'][]

/** Integers of any width and floats of any kind. */
export function randomScalar(random: Random): Type {
  switch (below(random, 4)) {
    case 0:
      return { kind: 'float', name: oneOf(random, floatNames) }
    case 1:
      return { kind: 'float', name: oneOf(random, ['f32', 'f64', 'f16', 'bf16']) }
    default:
      return integerType(
        oneOf(random, [1, 2, 4, 7, 8, 16, 24, 32, 64, 65, 128]),
        oneOf(random, ['signless', 'signless', 'signed', 'unsigned']),
      )
  }
}

/** A type that a tensor of constants can have, of few elements. */
export function randomTensor(random: Random, element: Type = randomScalar(random)): Extract<Type, { kind: 'tensor' }> {
  return { kind: 'tensor', shape: several(random, 3, () => 1 + below(random, 3)), element }
}

const shape = (random: Random): (number | null)[] => several(random, 4, () => (below(random, 4) === 0 ? null : below(random, 100)))

/** Any type that MLIR's builtin dialect has, and some that it does not. */
export function randomType(random: Random, depth = 2): Type {
  const inner = (): Type => randomType(random, depth - 1)
  switch (below(random, depth > 0 ? 12 : 5)) {
    case 0:
    case 1:
      return randomScalar(random)
    case 2:
      return oneOf<Type>(random, [{ kind: 'index' }, { kind: 'none' }])
    case 3:
      return oneOf(random, [
        dialectType('mrr', 'tile', '4x4'),
        dialectType('onnx', 'string'),
        dialectType('toy', 'deep', 'a<b -> "c>">, [1, {x}]'),
        dialectType('toy', '', '"any"'),
      ])
    case 4:
      return randomTensor(random)
    case 5:
      return {
        kind: 'tensor',
        shape: below(random, 4) === 0 ? null : shape(random),
        element: oneOf<Type>(random, [randomScalar(random), dialectType('onnx', 'string')]),
      }
    case 6:
      return {
        kind: 'tensor',
        shape: shape(random),
        element: randomScalar(random),
        encoding: { kind: 'dialect', dialect: 'toy', mnemonic: 'layout', body: 'ring' },
      }
    case 7: {
      const sizes = [1 + below(random, 9), 1 + below(random, 9)]
      return {
        kind: 'vector',
        shape: sizes,
        element: { kind: 'float', name: 'f32' },
        ...(below(random, 2) === 0 ? {} : { scalable: [true, false] }),
      }
    }
    case 8:
      return {
        kind: 'memref',
        shape: [4, null],
        element: randomScalar(random),
        ...(below(random, 2) === 0 ? {} : { parameters: [{ kind: 'verbatim', text: 'strided<[?, 1], offset: ?>' }] }),
      }
    case 9:
      return { kind: 'tuple', elements: several(random, 3, inner) }
    case 10:
      return { kind: 'complex', element: oneOf<Type>(random, [{ kind: 'float', name: 'f32' }, integerType(8)]) }
    default:
      return functionType(several(random, 2, inner), several(random, 2, inner))
  }
}
