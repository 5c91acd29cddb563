import { openMachine } from '@onnc/executor'

import { readImageSet } from '../data/read-images.ts'
import { readProgram } from '../open-program.ts'
import { imageSampler, largestIndex, parseNumbers } from '../sample-images.ts'
import type { ChipAnswer, ChipWork } from './evaluate-chips.ts'

/*
 * A process that evaluates chips one after another: entry of `evaluate-chips.ts`. It is told the seed of a chip and answers how many images that
 * chip labels right.
 */

const blockImages = 200
const { program: file, work } = JSON.parse(process.argv[2]!) as { program: string; work: ChipWork }

process.on('disconnect', () => process.exit())
process.on('message', (seed: number) => {
  let answer: ChipAnswer
  try {
    answer = evaluateChip(seed)
  } catch (error) {
    answer = { problem: error instanceof Error ? error.message : String(error) }
  }
  process.send!(answer)
})

function evaluateChip(seed: number): ChipAnswer {
  const numbers = parseNumbers(work)
  if (!numbers.ok) return problemOf(numbers)
  const set = readImageSet(work.images, work.labels, numbers.value.limit)
  if (!set.ok) return problemOf(set)
  const program = readProgram(file)
  if (!program.ok) return problemOf(program)
  const sampleOf = imageSampler(program.value, set.value, numbers.value)
  if (!sampleOf.ok) return problemOf(sampleOf)
  const machine = openMachine(program.value, {
    mode: work.mode,
    seed,
    threads: 1,
    ...(work.faults === undefined ? {} : { faults: work.faults }),
  })
  if (!machine.ok) return problemOf(machine)
  const output = program.value.outputs[0]!.name
  const { labels } = set.value
  let correct = 0
  for (let first = 0; first < labels.length; first += blockImages) {
    const samples = Array.from({ length: Math.min(blockImages, labels.length - first) }, (_, i) => sampleOf.value(first + i))
    const outputs = machine.value.run(samples)
    if (!outputs.ok) return problemOf(outputs)
    for (const [i, found] of outputs.value.entries()) if (largestIndex(found.get(output)!) === labels[first + i]) correct++
  }
  machine.value.close()
  return { correct }
}

function problemOf({ diagnostics }: { readonly diagnostics: readonly { readonly message: string }[] }): ChipAnswer {
  return { problem: diagnostics.map(({ message }) => message).join('; ') }
}
