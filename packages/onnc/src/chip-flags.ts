import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { type Faults, type MachineOptions, type Mode, type RingPlace, ringPlaceProblem } from '@onnc/executor'
import { targetFromDefinition } from '@onnc/hardware'
import type { Program } from '@onnc/isa'

import { argumentMalformed, faultNowhere, optionForPhysical } from './onnc-diagnostics.ts'

/** What the flags say about the machine that runs a program, and its chip. */
export interface ChipFlags {
  readonly mode: Mode
  readonly seed?: string
  readonly fault?: readonly string[]
  readonly faultRate?: string
  /** A chip file. */
  readonly chip?: string
  readonly threads?: string
}

/** Modes in which rings have errors and sums have noise. */
export function isPhysical(mode: Mode): boolean {
  return mode === 'noisy' || mode === 'device'
}

export type ChipOptions = Pick<MachineOptions, 'seed' | 'faults' | 'threads'>

export function parseChipFlags({ mode, seed, fault, faultRate, chip, threads }: ChipFlags): Result<ChipOptions> {
  const faults: Diagnostic[] = []
  const given = { '--seed': seed, '--fault': fault, '--fault-rate': faultRate, '--chip': chip }
  if (!isPhysical(mode))
    for (const [option, value] of Object.entries(given)) if (value !== undefined) faults.push(optionForPhysical(option, mode))
  if (seed !== undefined && !/^\d{1,9}$/.test(seed)) faults.push(argumentMalformed('--seed', 'a whole number from 0 to 999999999', seed))
  if (threads !== undefined && !/^([1-9]|[1-5]\d|6[0-4])$/.test(threads))
    faults.push(argumentMalformed('--threads', 'a number from 1 to 64', threads))
  const rate = faultRate === undefined ? undefined : Number(faultRate)
  if (rate !== undefined && !(rate >= 0 && rate <= 1)) faults.push(argumentMalformed('--fault-rate', 'a share from 0 to 1', faultRate!))
  const rings: RingPlace[] = []
  for (const text of fault ?? []) {
    const match = /^ring=(\d{1,6})\.(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/.exec(text)
    if (match === null) faults.push(argumentMalformed('--fault', 'ring=UNIT.BANK.ROW.COLUMN', text))
    else rings.push({ unit: Number(match[1]), bank: Number(match[2]), row: Number(match[3]), column: Number(match[4]) })
  }
  if (faults.length > 0) return failure(...faults)
  const broken: Faults = { ...(rings.length > 0 ? { rings } : {}), ...(rate === undefined ? {} : { rate }) }
  return success({
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(threads === undefined ? {} : { threads: Number(threads) }),
    faults: broken,
  })
}

/** Whether the rings named as faulty exist. */
export function checkFaults({ target }: Program, { faults }: ChipOptions): Result<void> {
  if (faults?.rings === undefined) return success(undefined)
  const machine = targetFromDefinition(target.definition)
  if (!machine.ok) return machine
  const problems = faults.rings.flatMap((ring) => {
    const problem = ringPlaceProblem(machine.value, ring)
    return problem === undefined ? [] : [faultNowhere(`${ring.unit}.${ring.bank}.${ring.row}.${ring.column}`, problem)]
  })
  return problems.length > 0 ? failure(...problems) : success(undefined)
}
