import type { Target } from '@onnc/hardware'
import type { Program } from '@onnc/isa'
import { activationTooLarge, bufferMisplaced, bufferOutsideMemory } from './diagnostics.ts'
import { elementsOf, type MemoryLayout } from './memory-layout.ts'
import type { Problems } from './problems.ts'

/** Activation values of one inference that the executor is willing to hold, in bytes. */
const activationLimitBytes = 2 ** 30

/** Checks that buffers lie in the target's activation memory, at the width it stores values in. */
export function checkMemory(program: Program, target: Target, problems: Problems): void {
  const { size, elementBits } = target.memories.activation
  const elementBytes = elementBits / 8
  for (const buffer of program.buffers) {
    if (buffer.memory !== 'activation') continue
    const end = buffer.address + elementsOf(buffer) * elementBytes
    if (buffer.address % elementBytes !== 0) problems.report(bufferMisplaced(buffer.name, buffer.address, elementBytes))
    if (end > size.value) problems.report(bufferOutsideMemory(buffer.name, buffer.address, end, size.value, target.name))
  }
}

/** Checks that the executor is willing to hold the activation memory, as far as buffers cover it. */
export function checkLayout({ words }: MemoryLayout, problems: Problems): void {
  const bytes = words * Float32Array.BYTES_PER_ELEMENT
  if (bytes > activationLimitBytes) problems.report(activationTooLarge(bytes, activationLimitBytes))
}
