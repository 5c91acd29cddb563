import type { AddressPattern, ProgramBuffer } from '@onnc/isa'
import { elementsOf } from './memory-layout.ts'
import { clearlyApart } from './clearly-apart.ts'
import type { CompiledPattern } from './compile-pattern.ts'

const largest = 2 ** 31 - 1

/** Whether all partial sums of addresses and guard coordinates fit the 32 bits of the tables; their totals always do. */
export function fitsTables({ positions, elements, offset, guards, list }: AddressPattern): boolean {
  const axes = [...positions, ...elements]
  const fits = (start: number, coefficients: readonly number[]): boolean => {
    const reach = coefficients.reduce((sum, coefficient, i) => sum + Math.abs(coefficient) * (axes[i]!.count - 1), Math.abs(start))
    return reach <= largest
  }
  const inside = guards.every((guard) => fits(guard.start, [...guard.positionCoefficients, ...guard.elementCoefficients]))
  return (
    inside &&
    fits(
      Math.abs(offset) + (list ?? []).reduce((most, index) => Math.max(most, Math.abs(index)), 0),
      axes.map((axis) => axis.stride),
    )
  )
}

/** Whether two elements of an (unguarded) pattern share an address. */
export function writesTwice(pattern: AddressPattern, compiled: CompiledPattern, buffer: ProgramBuffer): boolean {
  const axes = [...pattern.positions, ...pattern.elements].filter((axis) => axis.count > 1)
  axes.sort((a, b) => Math.abs(a.stride) - Math.abs(b.stride))
  let span = 0
  // Strides that step over all that the smaller ones reach cannot meet; anything else is looked at element by element.
  const nested = axes.every((axis) => {
    const clear = Math.abs(axis.stride) > span
    span += Math.abs(axis.stride) * (axis.count - 1)
    return clear
  })
  return (!nested || pattern.list !== undefined || pattern.select !== undefined) && meetsItself(compiled, buffer)
}

function meetsItself(pattern: CompiledPattern, buffer: ProgramBuffer): boolean {
  const touched = new Uint8Array(elementsOf(buffer))
  return eachRun(pattern, (start, addresses) =>
    addresses.some((address) => {
      const again = touched[start + address] === 1
      touched[start + address] = 1
      return again
    }),
  )
}

/** Whether the elements two patterns touch in their common buffer meet. */
export function overlaps(a: CompiledPattern, b: CompiledPattern, buffer: ProgramBuffer): boolean {
  if (clearlyApart(a, b)) return false
  const touched = new Uint8Array(elementsOf(buffer))
  eachRun(a, (start, addresses) => {
    for (const address of addresses) touched[start + address] = 1
    return false
  })
  return eachRun(b, (start, addresses) => addresses.some((address) => touched[start + address] === 1))
}

/** Visits the real elements of each position until `visit` says true; whether it did. */
function eachRun(
  { positionAddress, elementAddress, padding }: CompiledPattern,
  visit: (start: number, addresses: Int32Array) => boolean,
): boolean {
  return positionAddress.some((start, p) =>
    visit(start, padding === undefined ? elementAddress : padding.kinds[padding.kindOf[p]!]!.address),
  )
}
