import { openMachine } from '@onnc/executor'
import type { Program } from '@onnc/isa'

import { readImageSet } from '../data/read-images.ts'
import { readProgram } from '../open-program.ts'
import { type ImageSet, imageSampler, largestIndex, parseNumbers, type Sampler } from '../sample-images.ts'
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

/** What all chips have in common, read for the first of them. */
let loaded: Loaded | { readonly problem: string } | undefined

interface Loaded {
  readonly set: ImageSet
  readonly program: Program
  readonly sampleOf: Sampler
}

function load(): Loaded | { readonly problem: string } {
  const numbers = parseNumbers(work)
  if (!numbers.ok) return problemOf(numbers)
  const set = readImageSet(work.images, work.labels, numbers.value.limit)
  if (!set.ok) return problemOf(set)
  const program = readProgram(file)
  if (!program.ok) return problemOf(program)
  const sampleOf = imageSampler(program.value, set.value, numbers.value)
  return sampleOf.ok ? { set: set.value, program: program.value, sampleOf: sampleOf.value } : problemOf(sampleOf)
}

function evaluateChip(seed: number): ChipAnswer {
  loaded ??= load()
  if ('problem' in loaded) return loaded
  const { set, program, sampleOf } = loaded
  const machine = openMachine(program, {
    mode: work.mode,
    seed,
    threads: 1,
    ...(work.faults === undefined ? {} : { faults: work.faults }),
  })
  if (!machine.ok) return problemOf(machine)
  const output = program.outputs[0]!.name
  const { labels } = set
  let correct = 0
  for (let first = 0; first < labels.length; first += blockImages) {
    const samples = Array.from({ length: Math.min(blockImages, labels.length - first) }, (_, i) => sampleOf(first + i))
    const outputs = machine.value.run(samples)
    if (!outputs.ok) return problemOf(outputs)
    for (const [i, found] of outputs.value.entries()) if (largestIndex(found.get(output)!) === labels[first + i]) correct++
  }
  machine.value.close()
  return { correct }
}

function problemOf({ diagnostics }: { readonly diagnostics: readonly { readonly message: string }[] }): { readonly problem: string } {
  return { problem: diagnostics.map(({ message }) => message).join('; ') }
}
