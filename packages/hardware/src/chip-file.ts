import { createHash } from 'node:crypto'
import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import { parse } from 'yaml'
import { type Chip, type ChipBank } from './chip.ts'
import { chipForeign, chipMalformed } from './target-diagnostics.ts'
import { targetDefinition } from './target-definition.ts'
import { ringsPerWeight, type Target, unitClassOf } from './target.ts'

/** Largest chip file, in characters. */
const largestFile = 2 ** 27

/** A chip as YAML, one line a bank; lengths in picometres, efficiencies in thousandths. */
export function* writeChip({ target, fingerprint, seed, banks }: Chip): Generator<string> {
  yield `# A chip as measured. offsets: cold resonance minus the wavelength of the column, in pm; efficiencies: of heaters, in thousandths;\n`
  yield `# dead: rings without drive. Rings are row-major.\nchip: 1\ntarget: ${target}\nfingerprint: "${fingerprint}"\nseed: ${seed}\nbanks:\n`
  for (const { unit, bank, offsets, efficiencies, dead } of banks)
    yield `  - {unit: ${unit}, bank: ${bank}, offsets: [${offsets.join(', ')}], efficiencies: [${efficiencies.join(', ')}], dead: [${dead.join(', ')}]}\n`
}

/** What tells chips apart: SHA-256 of their file as we write it. */
export function chipFingerprint(chip: Chip): string {
  const hash = createHash('sha256')
  for (const piece of writeChip(chip)) hash.update(piece)
  return hash.digest('hex')
}

/** Reads a chip file for a target. Errors: chip-malformed, chip-foreign (of another target). */
export function readChip(text: string, file: string, target: Target): Result<Chip> {
  const fail = (problem: Diagnostic): Result<never> => failure(at(problem, { kind: 'file', file }))
  if (text.length > largestFile) return fail(chipMalformed(`expected at most ${largestFile} characters, found ${text.length}`))
  let document: unknown
  try {
    document = parse(text, { maxAliasCount: 0, logLevel: 'error' })
  } catch (error) {
    return fail(chipMalformed(`not YAML: ${error instanceof Error ? error.message.split('\n')[0]!.toLowerCase() : String(error)}`))
  }
  if (!isRecord(document) || document['chip'] !== 1) return fail(chipMalformed("expected 'chip: 1', found none"))
  const { fingerprint, seed, banks } = document
  if (!Array.isArray(banks) || !isWhole(seed)) return fail(chipMalformed('expected a seed and a list of banks'))
  const expected = targetDefinition(target).fingerprint
  if (fingerprint !== expected) return fail(chipForeign(String(document['target']), target.name))
  const found: ChipBank[] = []
  const wanted = new Set<number>()
  for (const [i, entry] of banks.entries()) {
    const read = readBank(entry, target)
    if (typeof read === 'string') return fail(chipMalformed(`banks[${i}]: ${read}`))
    const key = read.unit * 16 + read.bank
    if (wanted.has(key)) return fail(chipMalformed(`banks[${i}]: unit ${read.unit}, bank ${read.bank} is there twice`))
    wanted.add(key)
    found.push(read)
  }
  const total = target.units.reduce((sum, { count, banks: ofUnit }) => sum + count * ofUnit, 0)
  if (found.length !== total) return fail(chipMalformed(`expected ${total} banks, found ${found.length}`))
  return success({ target: target.name, fingerprint: expected, seed, banks: found })
}

function readBank(entry: unknown, target: Target): ChipBank | string {
  if (!isRecord(entry)) return 'expected a bank'
  const { unit, bank, offsets, efficiencies, dead } = entry
  if (!isWhole(unit) || !isWhole(bank)) return 'expected unit and bank'
  const unitClass = unitClassOf(target, unit)
  if (unitClass === undefined || bank >= unitClass.banks) return `unit ${unit}, bank ${bank} does not exist`
  const rings = unitClass.rows * unitClass.columns * ringsPerWeight(unitClass)
  if (!isNumbers(offsets, rings, -1e6, 1e6)) return `expected ${rings} offsets in pm`
  if (!isNumbers(efficiencies, rings, 1, 1e6)) return `expected ${rings} efficiencies in thousandths`
  if (!Array.isArray(dead) || !isNumbers(dead, dead.length, 0, rings - 1)) return `expected dead rings from 0 to ${rings - 1}`
  return { unit, bank, offsets: Int32Array.from(offsets), efficiencies: Int32Array.from(efficiencies), dead }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isNumbers(value: unknown, length: number, least: number, most: number): value is number[] {
  return Array.isArray(value) && value.length === length && value.every((v) => Number.isInteger(v) && v >= least && v <= most)
}
