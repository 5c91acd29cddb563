import { failure, type Result, success } from '@onnc/support'
import { registry } from '@onnc/dialects'
import { addPlugins, type Plugin, readPlugin, type Toolbox } from '@onnc/ir'
import { type CompileEnvironment, passes } from '@onnc/passes'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import { pluginUnloadable } from './onnc-diagnostics.ts'

export type CompileToolbox = Toolbox<CompileEnvironment>

/** The dialects and passes of the toolchain itself. */
export const ownToolbox: CompileToolbox = { registry, passes }

/** The toolchain's dialects and passes with those of plugins: paths (`./my-pass.mjs`) or names of installed packages. */
export async function loadPlugins(sources: readonly string[]): Promise<Result<CompileToolbox>> {
  if (sources.length === 0) return success(ownToolbox)
  const plugins: Plugin[] = []
  for (const source of sources) {
    const plugin = await loadPlugin(source)
    if (!plugin.ok) return plugin
    plugins.push(plugin.value)
  }
  return addPlugins(ownToolbox, plugins)
}

async function loadPlugin(source: string): Promise<Result<Plugin>> {
  try {
    return readPlugin(await import(urlOf(source)), source)
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split('\n')
    return failure(pluginUnloadable(source, line!))
  }
}

/** Packages are looked up from the folder in which the command runs, not from where onnc is installed. */
function urlOf(source: string): string {
  const isPath = /^[./]/.test(source) || /\.[cm]?[jt]s$/.test(source)
  const path = isPath ? resolve(source) : createRequire(join(process.cwd(), 'plugin.js')).resolve(source)
  return pathToFileURL(path).href
}
