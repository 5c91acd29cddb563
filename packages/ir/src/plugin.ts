import { defineDiagnostic, type Diagnostic, type DiagnosticDef, failure, type Result, success } from '@onnc/support'

import { createRegistry, type Dialect, type Registry } from './dialect.ts'
import type { Pass } from './pass.ts'

/** What a module that a user names adds to the compiler: it exports one of these as `plugin`. */
export interface Plugin<Environment = any> {
  /** For messages. */
  readonly name: string
  readonly dialects?: readonly Dialect[]
  readonly passes?: readonly Pass<Environment>[]
}

/** The dialects and passes that a command knows. */
export interface Toolbox<Environment> {
  readonly registry: Registry
  readonly passes: readonly Pass<Environment>[]
}

export const pluginMalformed: DiagnosticDef<[source: string, fault: string]> = defineDiagnostic(
  'plugin-malformed',
  'usage',
  (source, fault) => `plugin '${source}' ${fault}`,
)

export const pluginConflict: DiagnosticDef<[plugin: string, kind: string, name: string]> = defineDiagnostic(
  'plugin-conflict',
  'usage',
  (plugin, kind, name) => `plugin '${plugin}' defines ${kind} '${name}', which there is already`,
)

export function definePlugin<Environment = unknown>(plugin: Plugin<Environment>): Plugin<Environment> {
  return plugin
}

/** The plugin that a loaded module exports. Modules are not type-checked when they are loaded, so what they export is looked at here. */
export function readPlugin(exported: unknown, source: string): Result<Plugin> {
  const plugin = record(exported)?.['plugin']
  const { name, passes = [], dialects = [] } = record(plugin) ?? {}
  if (typeof name !== 'string')
    return failure(pluginMalformed(source, "must export 'plugin', an object with a name, as definePlugin makes it"))
  const faults: Diagnostic[] = []
  const fault = (text: string): void => void faults.push(pluginMalformed(source, text))
  if (!Array.isArray(passes)) fault('has passes that are not a list')
  else if (!passes.every(isPass)) fault(`has a pass (number ${passes.findIndex((p) => !isPass(p)) + 1}) that definePass did not make`)
  if (!Array.isArray(dialects)) fault('has dialects that are not a list')
  else if (!dialects.every(isDialect))
    fault(`has a dialect (number ${dialects.findIndex((d) => !isDialect(d)) + 1}) that defineDialect did not make`)
  return faults.length > 0 ? failure(...faults) : success(plugin as Plugin)
}

/** Adds plugins to what there is; names of passes, dialects and operations that are taken are refused, all at once. */
export function addPlugins<Environment>(
  { registry, passes }: Toolbox<Environment>,
  plugins: readonly Plugin<Environment>[],
): Result<Toolbox<Environment>> {
  const faults: Diagnostic[] = []
  const all = { passes: new Map(passes.map((p) => [p.name, p])), dialects: new Map(registry.dialects.map((d) => [d.name, d])) }
  for (const plugin of plugins) {
    for (const pass of plugin.passes ?? [])
      if (all.passes.has(pass.name)) faults.push(pluginConflict(plugin.name, 'pass', pass.name))
      else all.passes.set(pass.name, pass)
    for (const dialect of plugin.dialects ?? [])
      if (all.dialects.has(dialect.name)) faults.push(pluginConflict(plugin.name, 'dialect', dialect.name))
      else all.dialects.set(dialect.name, dialect)
  }
  if (faults.length > 0) return failure(...faults)
  return success({ registry: createRegistry([...all.dialects.values()]), passes: [...all.passes.values()] })
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
}

function isPass(value: unknown): boolean {
  const { name, summary, run, options, requires, ensures } = record(value) ?? {}
  const texts = typeof name === 'string' && typeof summary === 'string'
  return texts && typeof run === 'function' && record(options) !== undefined && Array.isArray(requires) && Array.isArray(ensures)
}

function isDialect(value: unknown): boolean {
  const { name, ops, carrier } = record(value) ?? {}
  const isOp = (op: unknown): boolean => typeof record(op)?.['name'] === 'string' && typeof record(op)?.['view'] === 'function'
  const opNames = Array.isArray(ops) && ops.every((op) => isOp(op) && String(record(op)!['name']).startsWith(`${String(name)}.`))
  return typeof name === 'string' && opNames && (carrier === undefined || isOp(carrier))
}
