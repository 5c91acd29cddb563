import type { Blob } from './blob.ts'
import { readBlob } from './blob.ts'
import type { Registry } from './dialect.ts'
import { type Block, type Operation, operationsOf, type Region, type Value } from './operation.ts'
import { locationText, printDictionary, type ConstantPrinting, printType } from './print-attribute.ts'
import { resourceText } from './print-elements.ts'
import { printKey, printString } from './print-literal.ts'
import { nameResources, nameValues } from './print-names.ts'
import { prettyPlan, printPretty } from './print-pretty.ts'
import { argumentText, type Printer, type PrintOptions, type Sink } from './print-state.ts'

const chunkLength = 1 << 15

/** Writes an operation, with everything inside it, as MLIR text; big constants follow in a resource section. */
export function printOperation(operation: Operation, registry: Registry, sink: Sink, options: PrintOptions = {}): void {
  const resources = nameResources()
  const constants: ConstantPrinting = { resourceKey: resources.keyOf, elideAbove: options.elideAbove ?? Infinity }
  const printer: Printer = {
    registry,
    sink,
    names: nameValues(),
    constants,
    generic: options.generic ?? false,
    locations: options.locations ?? false,
    text: '',
  }
  printOp(printer, operation, '')
  printer.text += '\n'
  sink(printer.text)
  printResources(resources.named, sink)
}

export function operationText(operation: Operation, registry: Registry, options: PrintOptions = {}): string {
  const chunks: string[] = []
  printOperation(operation, registry, (text) => chunks.push(text), options)
  return chunks.join('')
}

function printResources(named: ReadonlyMap<string, Blob>, sink: Sink): void {
  if (named.size === 0) return
  sink('\n{-#\n  dialect_resources: {\n    builtin: {\n')
  let separator = ''
  for (const [key, blob] of named) {
    sink(`${separator}      ${printKey(key)}: ${resourceText(readBlob(blob), blob.element)}`)
    separator = ',\n'
  }
  sink('\n    }\n  }\n#-}\n')
}

function printOp(printer: Printer, operation: Operation, indent: string): void {
  if (operation.results.length > 0) printer.text += `${valueList(printer, operation.results)} = `
  const def = printer.generic ? undefined : printer.registry.definitionOf(operation.name)
  const plan = def === undefined ? undefined : prettyPlan(printer, def, operation)
  if (plan === undefined) printGeneric(printer, operation, indent)
  else printPretty(printer, plan, (region, entryLabel) => printRegion(printer, region, indent, entryLabel))
  if (printer.locations) printer.text += ` loc(${locationText(operation.location)})`
  if (printer.text.length > chunkLength) {
    printer.sink(printer.text)
    printer.text = ''
  }
}

function valueList(printer: Printer, values: readonly Value[]): string {
  if (values.length === 0) return ''
  let text = printer.names.value(values[0]!)
  for (let i = 1; i < values.length; i++) text += `, ${printer.names.value(values[i]!)}`
  return text
}

function printGeneric(printer: Printer, operation: Operation, indent: string): void {
  const { names } = printer
  printer.text += `${printString(operation.name)}(${valueList(printer, operation.operands)})`
  if (operation.successors.length > 0) printer.text += `[${operation.successors.map(names.block).join(', ')}]`
  if (operation.properties !== undefined) printer.text += ` <${printDictionary(operation.properties, printer.constants)}>`
  if (operation.regions.length > 0) {
    printer.text += ' ('
    for (const [index, region] of operation.regions.entries()) {
      if (index > 0) printer.text += ', '
      printRegion(printer, region, indent, true)
    }
    printer.text += ')'
  }
  if (operation.attributes.size > 0) printer.text += ` ${printDictionary(operation.attributes, printer.constants)}`
  printer.text += ` : (${typeList(operation.operands)}) -> `
  const { results } = operation
  printer.text += results.length === 1 && results[0]!.type.kind !== 'function' ? printType(results[0]!.type) : `(${typeList(results)})`
}

function typeList(values: readonly Value[]): string {
  if (values.length === 0) return ''
  let text = printType(values[0]!.type)
  for (let i = 1; i < values.length; i++) text += `, ${printType(values[i]!.type)}`
  return text
}

/** `entryLabel`: whether the first block has a label where it needs one. */
function printRegion(printer: Printer, region: Region, indent: string, entryLabel: boolean): void {
  printer.text += '{\n'
  for (const [index, block] of region.blocks.entries()) {
    if (index > 0 || (entryLabel && needsLabel(region, block))) printLabel(printer, block, indent)
    for (const operation of operationsOf(block)) {
      printer.text += `${indent}  `
      printOp(printer, operation, `${indent}  `)
      printer.text += '\n'
    }
  }
  printer.text += `${indent}}`
}

/** Without a label, a first block has no arguments, is no successor, and is not there at all when it is empty. */
function needsLabel({ blocks }: Region, entry: Block): boolean {
  if (entry.arguments.length > 0 || entry.first === undefined) return true
  for (const block of blocks) for (const operation of operationsOf(block)) if (operation.successors.includes(entry)) return true
  return false
}

function printLabel(printer: Printer, block: Block, indent: string): void {
  const args = block.arguments.map((a) => argumentText(printer, a)).join(', ')
  printer.text += `${indent}${printer.names.block(block)}${args === '' ? '' : `(${args})`}:\n`
}
