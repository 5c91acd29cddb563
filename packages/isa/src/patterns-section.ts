import { hasLength } from './columns.ts'
import type { PatternMessage, Read } from './messages.ts'
import type { Problems } from './problems.ts'
import type { AddressPattern, Axis } from './address-pattern.ts'

export function writePattern(pattern: AddressPattern): PatternMessage {
  return {
    buffer: pattern.buffer,
    offset: pattern.offset,
    positionCounts: pattern.positions.map(({ count }) => count),
    positionStrides: pattern.positions.map(({ stride }) => stride),
    elementCounts: pattern.elements.map(({ count }) => count),
    elementStrides: pattern.elements.map(({ stride }) => stride),
    first: pattern.first,
    count: pattern.count,
    guards: pattern.guards.map((guard) => ({
      start: guard.start,
      extent: guard.extent,
      positionCoefficients: [...guard.positionCoefficients],
      elementCoefficients: [...guard.elementCoefficients],
    })),
    list: [...(pattern.list ?? [])],
    select: [...(pattern.select ?? [])],
    indices: pattern.indices === undefined ? 0 : pattern.indices + 1,
  }
}

export function readPattern(message: Read<PatternMessage>, index: number, problems: Problems): AddressPattern {
  const entry = `patterns[${index}]`
  hasLength(entry, 'position_strides', message.positionStrides.length, message.positionCounts.length, problems)
  hasLength(entry, 'element_strides', message.elementStrides.length, message.elementCounts.length, problems)
  return {
    buffer: message.buffer,
    offset: message.offset,
    positions: zipAxes(message.positionCounts, message.positionStrides),
    elements: zipAxes(message.elementCounts, message.elementStrides),
    first: message.first,
    count: message.count,
    guards: message.guards.map(({ start, extent, positionCoefficients, elementCoefficients }) => ({
      start,
      extent,
      positionCoefficients,
      elementCoefficients,
    })),
    ...(message.list.length > 0 ? { list: message.list } : {}),
    ...(message.select.length > 0 ? { select: message.select } : {}),
    ...(message.indices > 0 ? { indices: message.indices - 1 } : {}),
  }
}

function zipAxes(counts: readonly number[], strides: readonly number[]): Axis[] {
  return counts.map((count, i) => ({ count, stride: strides[i] ?? 0 }))
}
