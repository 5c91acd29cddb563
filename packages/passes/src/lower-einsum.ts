import { constantAnyFloats, isFiniteBlob } from './constant-operand.ts'
import { contract } from './contract.ts'
import { contractActivations } from './contract-activations.ts'
import { anyFloatShape, asFloat32, backTo, float32Like } from './floats.ts'
import type { Lowering } from './lowering.ts'
import { stringOf } from './node-attributes.ts'

/** Einsum of two tensors, one of them constant, that multiplies and sums. */
export const lowerEinsum: Lowering = (node, context) => {
  if (node.operands.length !== 2) return `it has ${node.operands.length} operands`
  const shapes = node.operands.map(anyFloatShape)
  const [out] = node.results
  const outShape = anyFloatShape(out)
  if (shapes.includes(undefined) || outShape === undefined) return 'its shape is not known, or its elements are not floats'
  const terms = parseEquation(
    stringOf(node, 'equation', ''),
    shapes.map((s) => s!.length),
  )
  if (terms === undefined) return 'its equation is not one of two tensors'
  const constantIndex = [1, 0].find((i) => constantAnyFloats(node.operands[i]) !== undefined)
  if (constantIndex === undefined) {
    const [left, right] = node.operands.map((value, i) => ({ value, labels: terms.operands[i]! }))
    const product = contractActivations(context, { left: left!, right: right!, out: float32Like(out!.type), outLabels: terms.out })
    return typeof product === 'string' ? product : [backTo(out!.type, product, context)]
  }
  const matrix = constantAnyFloats(node.operands[constantIndex])!
  if (!isFiniteBlob(matrix)) return 'its weights hold NaN or infinity'
  const input = node.operands[1 - constantIndex]!
  const result = contract(context, {
    input: asFloat32(input, context),
    inputLabels: terms.operands[1 - constantIndex]!,
    matrix,
    matrixLabels: terms.operands[constantIndex]!,
    out: float32Like(out!.type),
    outLabels: terms.out,
    name: node.operands[constantIndex]!.name ?? 'weights',
  })
  return typeof result === 'string' ? result : [backTo(out!.type, result, context)]
}

interface Terms {
  readonly operands: readonly (readonly string[])[]
  readonly out: readonly string[]
}

/** Labels of every axis; those under an ellipsis are counted from the right. Undefined where the equation does not fit the ranks. */
export function parseEquation(equation: string, ranks: readonly number[]): Terms | undefined {
  const [left, right, ...more] = equation.replaceAll(/\s/g, '').split('->')
  const terms = left?.split(',') ?? []
  if (more.length > 0 || terms.length !== ranks.length) return undefined
  const covered = terms.map((term, i) => ranks[i]! - letters(term).length)
  if (terms.some((term, i) => !/^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/.test(term) || (term.includes('.') ? covered[i]! < 0 : covered[i] !== 0)))
    return undefined
  const widest = Math.max(0, ...covered)
  const operands = terms.map((term, i) => labelsOf(term, covered[i]!))
  const all = terms.flatMap(letters)
  const implicit = [...new Set(all)].filter((c) => all.indexOf(c) === all.lastIndexOf(c)).toSorted()
  const out = right === undefined ? [...ellipsis(widest), ...implicit] : labelsOf(right, widest)
  return { operands, out }
}

function letters(term: string): string[] {
  return term.replace('...', '').split('')
}

function ellipsis(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `...${count - i}`)
}

function labelsOf(term: string, covered: number): string[] {
  const [before, after] = term.split('...') as [string, string | undefined]
  return after === undefined ? before.split('') : [...before.split(''), ...ellipsis(covered), ...after.split('')]
}
