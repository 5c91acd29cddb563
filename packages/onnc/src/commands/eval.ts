import { type Diagnostic, elementCount, failure, formatTensorType, type Result, success, type Tensor } from '@onnc/support'
import { type Machine, type Mode, openMachine } from '@onnc/executor'
import type { Program } from '@onnc/isa'
import { createSession, type Session } from '@onnc/ort'
import { evalSummary } from '@onnc/report'
import { type EvalResult, resultSchemas } from '@onnc/results'

import type { CompileFlags } from '../compile-flags.ts'
import { interleavePlanes, wantsChannelsLast } from '../data/interleave-planes.ts'
import { checkLabels, imagePixels, readImageSet } from '../data/read-images.ts'
import { loadRunnable } from '../load-runnable.ts'
import { argumentMalformed, evalInputs, evalShape, referenceMissing } from '../onnc-diagnostics.ts'
import { showProgress } from '../progress.ts'
import { printJson, resultDiagnostic, showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import type { Terminal } from '../terminal.ts'

export interface EvalCommandFlags extends CompileFlags {
  readonly images: string
  readonly labels?: string
  readonly limit?: string
  readonly scale: string
  readonly offset: string
  readonly mode: Mode
  /** The model that ONNX Runtime runs, where `file` is a program. */
  readonly reference?: string
  readonly json?: boolean
}

type ImageSet = Extract<ReturnType<typeof readImageSet>, { ok: true }>['value']

/** Images go through the machine in blocks, so that memory stays flat and a person sees progress. */
const blockImages = 500

/** `onnc eval MODEL --images F --labels F`: top-1 accuracy on the machine and in ONNX Runtime. */
export async function evalCommand(file: string, flags: EvalCommandFlags, terminal: Terminal): Promise<number> {
  const start = performance.now()
  const evaluated = await evaluate(file, flags, terminal)
  if (!evaluated.ok) return showFailure(terminal, evaluated.diagnostics, flags.json ?? false)
  const { tally, machine, target } = evaluated.value
  const { latencySeconds, energyJoules } = machine.timeline
  const result: EvalResult = resultSchemas.eval.parse({
    schema: 'onnc.eval/1',
    model: file,
    target,
    mode: flags.mode,
    count: tally.count,
    correct: tally.correct,
    referenceCorrect: tally.referenceCorrect,
    accuracy: tally.correct / tally.count,
    referenceAccuracy: tally.referenceCorrect / tally.count,
    agreement: tally.agreed / tally.count,
    latencySeconds,
    energyJoules,
    seconds: (performance.now() - start) / 1e3,
    warnings: evaluated.diagnostics.filter((d) => d.severity === 'warning').map(resultDiagnostic),
  } satisfies EvalResult)
  showNotes(terminal, evaluated.diagnostics, flags.remarks ?? false)
  if (flags.json) printJson(terminal, result)
  else terminal.out(`${evalSummary(result)}\n`)
  return 0
}

interface Tally {
  count: number
  correct: number
  referenceCorrect: number
  agreed: number
}

interface Evaluation {
  readonly tally: Tally
  readonly machine: Machine
  readonly target: string
}

async function evaluate(file: string, flags: EvalCommandFlags, terminal: Terminal): Promise<Result<Evaluation>> {
  const numbers = parseNumbers(flags)
  if (!numbers.ok) return numbers
  const reference = flags.reference ?? (file.endsWith('.mrr') ? undefined : file)
  if (reference === undefined) return failure(referenceMissing())
  const set = readImageSet(flags.images, flags.labels, numbers.value.limit)
  if (!set.ok) return set
  const loaded = await loadRunnable(file, { ...flags, randomInputs: '0' }, terminal)
  if (!loaded.ok) return loaded
  const { program } = loaded.value
  const sampleOf = imageSampler(program, set.value, numbers.value)
  if (!sampleOf.ok) return sampleOf
  const classes = checkLabels(set.value.labels, flags.labels ?? flags.images, classCount(program))
  if (!classes.ok) return classes
  const machine = openMachine(program, { mode: flags.mode })
  if (!machine.ok) return machine
  const session = createSession({ file: reference }, { optimization: 'all' })
  if (!session.ok) return session
  try {
    const tally = tallyImages({
      machine: machine.value,
      session: session.value,
      program,
      set: set.value,
      sampleOf: sampleOf.value,
      terminal,
    })
    if (!tally.ok) return tally
    return success({ tally: tally.value, machine: machine.value, target: program.target.name }, [
      ...loaded.diagnostics,
      ...tally.diagnostics,
    ])
  } finally {
    machine.value.close()
    session.value.dispose()
  }
}

interface EvalNumbers {
  readonly limit: number
  readonly scale: number
  readonly offset: number
}

function parseNumbers({ limit, scale, offset, mode }: EvalCommandFlags): Result<EvalNumbers> {
  const faults: Diagnostic[] = []
  if (limit !== undefined && !/^[1-9]\d{0,9}$/.test(limit)) faults.push(argumentMalformed('--limit', 'a number of images from 1', limit))
  for (const [option, text] of [
    ['--scale', scale],
    ['--offset', offset],
  ] as const)
    if (text.trim() === '' || !Number.isFinite(Number(text))) faults.push(argumentMalformed(option, 'a number', text))
  if (mode === 'timing') faults.push(argumentMalformed('--mode', 'a mode that computes values (ideal, quantized)', mode))
  if (faults.length > 0) return failure(...faults)
  return success({ limit: limit === undefined ? Infinity : Number(limit), scale: Number(scale), offset: Number(offset) })
}

type Sampler = (index: number) => ReadonlyMap<string, Tensor>

/**
 * Images become the model's one input when their elements match in number. Images in planes [C, H, W], as CIFAR has them, are
 * interleaved for an input [..., H, W, C].
 */
function imageSampler(program: Program, { images }: ImageSet, { scale, offset }: EvalNumbers): Result<Sampler> {
  if (program.inputs.length !== 1) return failure(evalInputs(program.inputs.length))
  const { name, buffer } = program.inputs[0]!
  const { type, shape } = program.buffers[buffer]!
  const known = (shape ?? []).map((d) => d ?? 0)
  const imageShape = images.shape.slice(1)
  if (type !== 'float32' || shape === null || elementCount(known) !== elementCount(imageShape))
    return failure(evalShape(formatTensorType(images.type, imageShape), formatTensorType(type, shape)))
  const isInterleaved = wantsChannelsLast(imageShape, known)
  const pixels = (index: number): Tensor => {
    const data = imagePixels(images, index, scale, offset)
    return { type: 'float32', shape: known, data: isInterleaved ? interleavePlanes(data, imageShape[0]!) : data }
  }
  return success<Sampler>((index) => new Map([[name, pixels(index)]]))
}

/** Classes are the elements of the first output. */
function classCount(program: Program): number {
  return elementCount(program.buffers[program.outputs[0]!.buffer]!.shape?.map((d) => d ?? 1) ?? [])
}

interface Run {
  readonly machine: Machine
  readonly session: Session
  readonly program: Program
  readonly set: ImageSet
  readonly sampleOf: Sampler
  readonly terminal: Terminal
}

function tallyImages({ machine, session, program, set, sampleOf, terminal }: Run): Result<Tally> {
  const tally: Tally = { count: set.labels.length, correct: 0, referenceCorrect: 0, agreed: 0 }
  const output = program.outputs[0]!.name
  const warnings = new Map<string, Diagnostic>()
  const progress = showProgress(terminal, 'images', tally.count)
  for (let first = 0; first < tally.count; first += blockImages) {
    const samples = Array.from({ length: Math.min(blockImages, tally.count - first) }, (_, i) => sampleOf(first + i))
    const outputs = machine.run(samples)
    if (!outputs.ok) return outputs
    for (const warning of outputs.diagnostics) warnings.set(warning.code, warning)
    for (const [i, sample] of samples.entries()) {
      const reference = session.run(sample, [output])
      if (!reference.ok) return reference
      const label = set.labels[first + i]!
      const [found, expected] = [largestIndex(outputs.value[i]!.get(output)!), largestIndex(reference.value.get(output)!)]
      if (found === label) tally.correct++
      if (expected === label) tally.referenceCorrect++
      if (found === expected) tally.agreed++
    }
    progress(first + samples.length)
  }
  return success(tally, [...warnings.values()])
}

function largestIndex({ data }: Tensor): number {
  let best = 0
  for (let i = 1; i < data.length; i++) if (data[i]! > data[best]!) best = i
  return best
}
