import type { Diagnostic } from '@onnc/support'
import { bufferSize } from './check-buffers.ts'
import { patternRange } from './pattern-range.ts'
import type { Problems } from './problems.ts'
import { type ProgramBuffer, programLimits } from './program.ts'
import { type AddressPattern, type Axis, type Guard } from './address-pattern.ts'
import { entryLength, entryNumber, entryReference, patternAddress, patternMemory } from './program-diagnostics.ts'

export function checkPatterns(patterns: readonly AddressPattern[], buffers: readonly ProgramBuffer[], problems: Problems): void {
  for (let i = 0; i < patterns.length && !problems.full; i++) {
    const pattern = patterns[i]!
    const problem = shapeProblem(`patterns[${i}]`, pattern) ?? addressProblem(`patterns[${i}]`, pattern, buffers)
    if (problem !== undefined) problems.add(problem)
  }
}

/** Positions of a pattern, or elements before [first, first + count) is taken. */
export function axisProduct(axes: readonly Axis[]): number {
  return axes.reduce((product, { count }) => product * count, 1)
}

function addressProblem(entry: string, pattern: AddressPattern, buffers: readonly ProgramBuffer[]): Diagnostic | undefined {
  const buffer = buffers[pattern.buffer]
  if (pattern.indices !== undefined) {
    const list = buffers[pattern.indices]
    if (list === undefined) return entryReference(entry, 'index buffer', pattern.indices, buffers.length)
    if (list.memory !== 'activation') return patternMemory(entry, list.name)
    const needed = pattern.first + pattern.count
    if (bufferSize(list) < needed) return entryLength(entry, `index buffer '${list.name}'`, bufferSize(list), needed)
    if (pattern.guards.length > 0 || pattern.list !== undefined || pattern.select !== undefined)
      return entryNumber(entry, 'the number of guards and lists', 1, '0 beside indices made at run time')
  }
  if (buffer === undefined) return entryReference(entry, 'buffer', pattern.buffer, buffers.length)
  if (buffer.memory === 'ecu') return patternMemory(entry, buffer.name)
  const range = patternRange(pattern)
  const size = bufferSize(buffer)
  if (range === undefined || (range.lowest >= 0 && range.highest < size)) return undefined
  return patternAddress(entry, range, buffer.name, size)
}

/** The first thing that keeps a pattern from having addresses at all. */
function shapeProblem(entry: string, pattern: AddressPattern): Diagnostic | undefined {
  const { positions, elements, first, count, guards, offset } = pattern
  const total = axisProduct(elements)
  return (
    integer(entry, 'offset', offset) ??
    axesProblem(`${entry}.positions`, positions) ??
    axesProblem(`${entry}.elements`, elements) ??
    (Number.isInteger(first) && first >= 0 && first < total ? undefined : entryNumber(entry, 'first', first, `0 to ${total - 1}`)) ??
    (Number.isInteger(count) && count >= 1 && (count <= total - first || pattern.select !== undefined)
      ? undefined
      : entryNumber(entry, 'count', count, `1 to ${total - first}`)) ??
    (guards.length <= programLimits.axes
      ? undefined
      : entryNumber(entry, 'the number of guards', guards.length, `at most ${programLimits.axes}`)) ??
    firstOf(guards, (guard, g) => guardProblem(`${entry}.guards[${g}]`, guard, pattern)) ??
    listProblem(entry, pattern, total) ??
    selectProblem(entry, pattern, total)
  )
}

/** An index list has an entry for every element. */
function listProblem(entry: string, { list }: AddressPattern, total: number): Diagnostic | undefined {
  if (list === undefined) return undefined
  if (list.length !== total) return entryLength(entry, 'list', list.length, total)
  return firstOf(list, (index, i) => integer(entry, `list[${i}]`, index))
}

/** Selected elements exist, and are as many as the pattern says. */
function selectProblem(entry: string, { select, first, count }: AddressPattern, total: number): Diagnostic | undefined {
  if (select === undefined) return undefined
  if (first !== 0) return entryNumber(entry, 'first', first, '0 beside selected elements')
  if (select.length !== count) return entryLength(entry, 'select', select.length, count)
  return firstOf(select, (index, i) =>
    Number.isInteger(index) && index >= 0 && index < total ? undefined : entryNumber(entry, `select[${i}]`, index, `0 to ${total - 1}`),
  )
}

function axesProblem(entry: string, axes: readonly Axis[]): Diagnostic | undefined {
  if (axes.length > programLimits.axes) return entryNumber(entry, 'the number of axes', axes.length, `at most ${programLimits.axes}`)
  const problem = firstOf(axes, ({ count, stride }, i) => {
    if (!(Number.isInteger(count) && count >= 1)) return entryNumber(`${entry}[${i}]`, 'count', count, '1 or more')
    return integer(`${entry}[${i}]`, 'stride', stride) ?? spanProblem(`${entry}[${i}]`, 'stride x count', stride * count)
  })
  if (problem !== undefined) return problem
  const total = axisProduct(axes)
  return total < programLimits.count ? undefined : entryNumber(entry, 'the product of counts', total, `below ${programLimits.count}`)
}

function guardProblem(entry: string, guard: Guard, { positions, elements }: AddressPattern): Diagnostic | undefined {
  if (!(Number.isInteger(guard.extent) && guard.extent >= 1)) return entryNumber(entry, 'extent', guard.extent, '1 or more')
  const sides = [
    ['positionCoefficients', positions],
    ['elementCoefficients', elements],
  ] as const
  return (
    integer(entry, 'start', guard.start) ??
    firstOf(sides, ([side, axes]) => {
      const coefficients = guard[side]
      if (coefficients.length !== axes.length) return entryLength(entry, side, coefficients.length, axes.length)
      return firstOf(
        coefficients,
        (c, i) => integer(entry, `${side}[${i}]`, c) ?? spanProblem(entry, `${side}[${i}] x count`, c * axes[i]!.count),
      )
    })
  )
}

function spanProblem(entry: string, what: string, span: number): Diagnostic | undefined {
  return Math.abs(span) <= programLimits.span ? undefined : entryNumber(entry, what, span, `at most ${programLimits.span} either way`)
}

/** Offsets, strides and coefficients are stored in 32 bits. */
function integer(entry: string, what: string, value: number): Diagnostic | undefined {
  return value === (value | 0) ? undefined : entryNumber(entry, what, value, 'a signed 32-bit integer')
}

function firstOf<T>(list: readonly T[], problem: (item: T, index: number) => Diagnostic | undefined): Diagnostic | undefined {
  for (let i = 0; i < list.length; i++) {
    const found = problem(list[i]!, i)
    if (found !== undefined) return found
  }
  return undefined
}
