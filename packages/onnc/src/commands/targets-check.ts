import { failure, type Result, success } from '@onnc/support'
import {
  addSignals,
  areaOf,
  checkPhysics,
  limitingTerm,
  loadPlacedTarget,
  normalInputs,
  type SignalAndNoise,
  type SignalTile,
  signalToNoise,
  type Target,
  tileSignal,
  toDbm,
  unitClassOf,
  type UnitPhysics,
  unitPhysics,
} from '@onnc/hardware'
import { nodeNames, tileView } from '@onnc/executor'
import { type Program, type Tile, unrollLoops } from '@onnc/isa'
import { targetsCheckSummary } from '@onnc/report'
import type { TargetsCheckResult } from '@onnc/results'

import { readProgram } from '../open-program.ts'
import { programNotForTarget } from '../onnc-diagnostics.ts'
import { formatDiagnostic, printJson, resultDiagnostic, showFailure } from '../show-diagnostics.ts'
import type { Terminal } from '../terminal.ts'

export interface TargetsCheckFlags {
  readonly program?: string
  readonly json?: boolean
}

/** `onnc targets check TARGET [--program P.mrr]`: located errors, or what its physics gives, and where that is less than it asks for. */
export function targetsCheckCommand(name: string, flags: TargetsCheckFlags, terminal: Terminal): number {
  const json = flags.json ?? false
  const placed = loadPlacedTarget(name)
  if (!placed.ok) return showFailure(terminal, placed.diagnostics, json)
  const { target } = placed.value
  const layers = flags.program === undefined ? success(undefined) : programLayers(flags.program, target)
  if (!layers.ok) return showFailure(terminal, layers.diagnostics, json)
  const warnings = checkPhysics(placed.value)
  const area = areaOf(target)
  const result: TargetsCheckResult = {
    schema: 'onnc.targets-check/1',
    target: target.name,
    units: target.units.map((unitClass) => {
      const { name: unit, count, rows, columns } = unitClass
      const laserDbm = toDbm(target.laser.powerPerWavelength.value)
      return { name: unit, count, rows, columns, laserDbm, ...physicsDocument(unitPhysics(target, unitClass)) }
    }),
    ...(area === undefined ? {} : { area: [...area] }),
    ...(layers.value === undefined ? {} : { program: layers.value }),
    warnings: warnings.map(resultDiagnostic),
  }
  for (const warning of warnings) terminal.err(`onnc: ${formatDiagnostic(warning)}\n`)
  if (json) printJson(terminal, result)
  else terminal.out(`${targetsCheckSummary(result)}\n`)
  return 0
}

type UnitDocument = Omit<TargetsCheckResult['units'][number], 'name' | 'count' | 'rows' | 'columns' | 'laserDbm'>

function physicsDocument({
  channels,
  spacingMetres,
  widthMetres,
  losses,
  receivedDbm,
  neededLaserDbm,
  ...terms
}: UnitPhysics): UnitDocument {
  return {
    wavelengthsPerBus: channels.count,
    spacingMetres,
    widthMetres,
    losses: [...losses],
    receivedDbm,
    ...(neededLaserDbm === undefined ? {} : { neededLaserDbm }),
    product: termDocuments(terms.product),
    productLimit: limitingTerm(terms.product).name,
    fullScale: termDocuments(terms.fullScale),
    fullScaleLimit: limitingTerm(terms.fullScale).name,
  }
}

function termDocuments(terms: UnitPhysics['product']): UnitDocument['product'] {
  return terms.map(({ name, bits, asked }) => ({ term: name, bits, ...(asked === undefined ? {} : { asked }) }))
}

/** Signal and noise of every ONNX node whose streams a program has, on this target. */
function programLayers(file: string, target: Target): Result<NonNullable<TargetsCheckResult['program']>> {
  const program = readProgram(file)
  if (!program.ok) return program
  const byNode = new Map<string, SignalAndNoise[]>()
  const known = new Map<string, SignalAndNoise>()
  const streams = streamsOf(program.value)
  if (!streams.ok) return streams
  for (const { unit, use, inputs, node } of streams.value) {
    const used = program.value.uses[use]!
    const tile = program.value.tiles[used.tile]!
    const unitClass = unitClassOf(target, unit)
    if (unitClass === undefined || tile.rows > unitClass.rows || tile.columns > unitClass.columns)
      return failure(programNotForTarget(file, program.value.target.name, target.name))
    const key = `${unitClass.name} ${use} ${inputs}`
    const signal = known.get(key) ?? tileSignal(target, unitClass, signalTile(tileView(tile, used), used.outScale), inputs === 'signed')
    known.set(key, signal)
    byNode.set(node, [...(byNode.get(node) ?? []), signal])
  }
  const layers = [...byNode].map(([node, signals]) => {
    const { decibel, bits, limit, share } = signalToNoise(addSignals(signals))
    const finite = Number.isFinite(decibel)
    return { node, streams: signals.length, signalToNoiseDecibel: finite ? decibel : null, bits: finite ? bits : null, limit, share }
  })
  return success({ file, inputs: normalInputs.name, layers })
}

/** What a stream sees. Codes and weights are read once: a program's tiles may decode them anew each time. */
function signalTile({ rows, columns, levels, codes, step, exact }: Tile, outScale: Float32Array): SignalTile {
  const rowScales = outScale.map((scale) => scale * step)
  return { rows, columns, levels, codes, step, rowScales, ...(exact === undefined ? {} : { exact }) }
}

interface StreamOfNode {
  readonly unit: number
  readonly use: number
  readonly inputs: 'nonnegative' | 'signed'
  readonly node: string
}

function streamsOf(program: Program): Result<StreamOfNode[]> {
  const unrolled = unrollLoops(program.instructions)
  if (!unrolled.ok) return unrolled
  const { instructions, origin } = unrolled.value
  const nodeOf = nodeNames(program)
  return success(
    instructions.flatMap((instruction, index) =>
      instruction.op === 'stream'
        ? [{ unit: instruction.unit, use: instruction.use, inputs: instruction.inputs, node: nodeOf(origin[index]!) || '?' }]
        : [],
    ),
  )
}
