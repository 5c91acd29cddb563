import { type Target, targetDefinition, targetFromDefinition } from '@onnc/hardware'
import { type Diagnostic, failure, type Result, success } from '@onnc/support'

import { argumentMalformed, sweepNowhere } from '../onnc-diagnostics.ts'

/** A parameter of a target and the values it takes, in SI base units where it is a quantity. */
export interface Sweep {
  readonly path: string
  readonly values: readonly (number | string)[]
}

/** One value for each parameter that is swept. */
export type Settings = readonly { readonly path: string; readonly value: number | string }[]

const mostValues = 1000

/** `units.conv.columns=3:10`, `units.conv.columns=4:64:4`, `units.conv.count=10,20,50`, `units.conv.moving.signs=arms,two-pass`. */
export function parseSweeps(texts: readonly string[], target: Target): Result<readonly Sweep[]> {
  const faults: Diagnostic[] = []
  const sweeps: Sweep[] = []
  for (const text of texts) {
    const [, path, list] = /^([\w.-]+)=(.+)$/.exec(text) ?? []
    const values = list === undefined ? undefined : valuesOf(list)
    if (path === undefined || values === undefined || values.length === 0 || values.length > mostValues) {
      faults.push(argumentMalformed('--sweep', 'PATH=FROM:TO, PATH=FROM:TO:STEP or PATH=A,B,C', text))
      continue
    }
    const leaf = leafOf(target, path)
    if (leaf === undefined) faults.push(sweepNowhere(path, target.name))
    else if (values.some((value) => typeof value !== typeof leaf.value))
      faults.push(argumentMalformed('--sweep', `${typeof leaf.value === 'number' ? 'numbers' : 'words'} for ${path}`, text))
    else sweeps.push({ path, values })
  }
  return faults.length > 0 ? failure(...faults) : success(sweeps)
}

function valuesOf(text: string): (number | string)[] | undefined {
  const range = /^([^:,]+):([^:,]+)(?::([^:,]+))?$/.exec(text)
  if (range === null)
    return text.split(',').map((word) => (Number.isFinite(Number(word)) && word.trim() !== '' ? Number(word) : word.trim()))
  const [from, to, step] = [range[1], range[2], range[3] ?? '1'].map(Number) as [number, number, number]
  if (![from, to, step].every(Number.isFinite) || step <= 0 || to < from || (to - from) / step > mostValues) return undefined
  return Array.from({ length: Math.floor((to - from) / step + 1e-9) + 1 }, (_, i) => from + i * step)
}

/** Every combination, the last sweep changing fastest. */
export function settingsOf(sweeps: readonly Sweep[]): Settings[] {
  return sweeps.reduce<Settings[]>(
    (points, { path, values }) => points.flatMap((point) => values.map((value) => [...point, { path, value }])),
    [[]],
  )
}

/** The target with other values; checked as strictly as a file. */
export function targetWith(target: Target, settings: Settings): Result<Target> {
  const changed = structuredClone(target)
  for (const { path, value } of settings) {
    const leaf = leafOf(changed, path)
    if (leaf === undefined) return failure(sweepNowhere(path, target.name))
    leaf.put(value)
  }
  return targetFromDefinition(targetDefinition(changed).definition)
}

/** What the target has for each path. */
export function presentSettings(target: Target, sweeps: readonly Sweep[]): Settings {
  return sweeps.map(({ path }) => ({ path, value: leafOf(target, path)!.value }))
}

interface Leaf {
  readonly value: number | string
  readonly put: (value: number | string) => void
}

/** A plain field or the value of a quantity; unit classes go by their names. */
function leafOf(target: Target, path: string): Leaf | undefined {
  let at: unknown = target
  const steps = path.split('.')
  for (const [i, step] of steps.entries()) {
    if (typeof at !== 'object' || at === null) return undefined
    if (Array.isArray(at)) {
      at = at.find((unit: { readonly name?: unknown }) => unit.name === step)
      continue
    }
    if (!Object.hasOwn(at, step) || step === 'sources' || step === 'name') return undefined
    const holder = at as Record<string, unknown>
    const value = holder[step]
    if (i === steps.length - 1) return leafIn(holder, step, value)
    at = value
  }
  return undefined
}

function leafIn(holder: Record<string, unknown>, name: string, value: unknown): Leaf | undefined {
  if (typeof value === 'number' || typeof value === 'string') return { value, put: (changed) => void (holder[name] = changed) }
  if (typeof value !== 'object' || value === null || !('value' in value) || typeof value.value !== 'number') return undefined
  return { value: value.value, put: (changed) => void (holder[name] = { ...value, value: changed }) }
}
