import type { Problems } from './problems.ts'
import { sectionLength } from './program-diagnostics.ts'

/** Help for sections that are stored by column. */

/** Whether a list has the length it must have; reports it otherwise. */
export function hasLength(section: string, list: string, found: number, expected: number, problems: Problems, unit = 'entries'): boolean {
  if (found !== expected) problems.add(sectionLength(section, list, found, expected, unit))
  return found === expected
}

/** Hands out consecutive views of an array. */
export function carver<A extends { subarray(start: number, end: number): A }>(array: A): (length: number) => A {
  let start = 0
  return (length) => array.subarray(start, (start += length))
}
