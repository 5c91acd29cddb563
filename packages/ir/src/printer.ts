import { type Attribute, type DenseAttribute, symbolAttribute } from './attribute.ts'
import { type Blob, readBlob } from './blob.ts'
import { operandOf, operandSegmentsAttribute, resultOf, resultSegmentsAttribute } from './define-op.ts'
import type { OpDef } from './define-op.ts'
import type { Registry } from './dialect.ts'
import { formatAttributes, type FormatStep } from './format.ts'
import { locationText } from './location.ts'
import { type Block, type Operation, operationsOf, type Region, type Value } from './operation.ts'
import { type ConstantPrinting, printAttribute, printDictionary, printResultTypes, printType, printTypeList } from './print-attribute.ts'
import { resourceText } from './print-elements.ts'
import { printString } from './print-literal.ts'
import type { FunctionType } from './type.ts'

export interface PrintOptions {
  /** The form every MLIR tool reads; otherwise ops with a format print in their pretty form. */
  readonly generic?: boolean
  readonly locations?: boolean
  /** Constants of more elements than this print as `dense_resource<__elided__>`; such text is for people only. */
  readonly elideAbove?: number
}

export type Sink = (text: string) => void

/** Writes an operation, with everything inside it, as MLIR text; big constants follow in a resource section. */
export function printOperation(operation: Operation, registry: Registry, sink: Sink, options: PrintOptions = {}): void {
  const names = nameValues()
  const resources = nameResources()
  const constants: ConstantPrinting = { resourceKey: resources.keyOf, elideAbove: options.elideAbove ?? Infinity }
  const printer: Printer = { registry, sink, names, constants, generic: options.generic ?? false, locations: options.locations ?? false }
  printOp(printer, operation, '')
  sink('\n')
  printResources(resources.named, sink)
}

export function operationText(operation: Operation, registry: Registry, options: PrintOptions = {}): string {
  const chunks: string[] = []
  printOperation(operation, registry, (text) => chunks.push(text), options)
  return chunks.join('')
}

interface Printer {
  readonly registry: Registry
  readonly sink: Sink
  readonly names: Names
  readonly constants: ConstantPrinting
  readonly generic: boolean
  readonly locations: boolean
}

interface Names {
  readonly value: (value: Value) => string
  readonly block: (block: Block) => string
}

/** Values keep the name a person gave them where it is free; all others are numbered in order of printing. */
function nameValues(): Names {
  const values = new Map<Value, string>()
  const blocks = new Map<Block, string>()
  const taken = new Map<string, number>()
  let next = 0
  const unique = (hint: string): string => {
    const count = taken.get(hint)
    taken.set(hint, (count ?? 0) + 1)
    return count === undefined ? hint : unique(`${hint}_${count}`)
  }
  return {
    value: (value) => {
      let name = values.get(value)
      if (name === undefined) {
        name = value.name === undefined ? `%${next++}` : `%${unique(identifier(value.name))}`
        values.set(value, name)
      }
      return name
    },
    block: (block) => {
      let name = blocks.get(block)
      if (name === undefined) blocks.set(block, (name = `^bb${blocks.size}`))
      return name
    },
  }
}

/** The nearest name MLIR's grammar allows. */
function identifier(hint: string): string {
  const cleaned = hint.replace(/[^\w$.-]/g, '_')
  return /^[A-Za-z_]/.test(cleaned) ? cleaned : `_${cleaned}`
}

function nameResources(): { keyOf: (attribute: DenseAttribute) => string; named: Map<string, Blob> } {
  const keys = new Map<Blob, string>()
  const named = new Map<string, Blob>()
  const keyOf = (attribute: DenseAttribute): string => {
    let key = keys.get(attribute.blob)
    if (key === undefined) {
      const base = identifier(attribute.resource ?? 'constant').replace(/-/g, '_')
      key = base
      for (let i = 0; named.has(key); i++) key = `${base}_${i}`
      keys.set(attribute.blob, key)
      named.set(key, attribute.blob)
    }
    return key
  }
  return { keyOf, named }
}

function printResources(named: ReadonlyMap<string, Blob>, sink: Sink): void {
  if (named.size === 0) return
  sink('\n{-#\n  dialect_resources: {\n    builtin: {\n')
  let separator = ''
  for (const [key, blob] of named) {
    sink(`${separator}      ${key}: ${resourceText(readBlob(blob), blob.element)}`)
    separator = ',\n'
  }
  sink('\n    }\n  }\n#-}\n')
}

function printOp(printer: Printer, operation: Operation, indent: string): void {
  const def = printer.registry.definitionOf(operation.name)
  if (operation.results.length > 0) printer.sink(`${operation.results.map(printer.names.value).join(', ')} = `)
  if (!printer.generic && def?.format !== undefined) printPretty(printer, def, operation, indent)
  else printGeneric(printer, operation, indent)
  if (printer.locations) printer.sink(` loc(${locationText(operation.location)})`)
}

function printGeneric(printer: Printer, operation: Operation, indent: string): void {
  const { sink, names } = printer
  sink(`${printString(operation.name)}(${operation.operands.map(names.value).join(', ')})`)
  if (operation.successors.length > 0) sink(`[${operation.successors.map(names.block).join(', ')}]`)
  if (operation.regions.length > 0) {
    sink(' (')
    for (const [index, region] of operation.regions.entries()) {
      if (index > 0) sink(', ')
      printRegion(printer, region, indent, true)
    }
    sink(')')
  }
  if (operation.attributes.size > 0) sink(` ${printDictionary(operation.attributes, printer.constants)}`)
  sink(` : ${functionTypeText(operation)}`)
}

function functionTypeText(operation: Operation): string {
  return `${printTypeList(operation.operands.map((v) => v.type))} -> ${printResultTypes(operation.results.map((v) => v.type))}`
}

function printRegion(printer: Printer, region: Region, indent: string, entryLabel: boolean): void {
  const { sink, names } = printer
  sink('{\n')
  for (const [index, block] of region.blocks.entries()) {
    if (index > 0 || (entryLabel && block.arguments.length > 0)) {
      const args = block.arguments.map((a) => `${names.value(a)}: ${printType(a.type)}`).join(', ')
      sink(`${indent}${names.block(block)}${args === '' ? '' : `(${args})`}:\n`)
    }
    for (const operation of operationsOf(block)) {
      sink(`${indent}  `)
      printOp(printer, operation, `${indent}  `)
      sink('\n')
    }
  }
  sink(`${indent}}`)
}

function printPretty(printer: Printer, def: OpDef, operation: Operation, indent: string): void {
  printer.sink(operation.name)
  const writer: PrettyWriter = { printer, def, operation, indent, spaced: true }
  for (const step of def.format!.steps) printStep(writer, step)
}

interface PrettyWriter {
  readonly printer: Printer
  readonly def: OpDef
  readonly operation: Operation
  readonly indent: string
  /** Whether a space belongs before the next word. */
  spaced: boolean
}

function write(writer: PrettyWriter, text: string): void {
  const closing = /^[,)\]>:]/.test(text) && text !== ':'
  writer.printer.sink(`${writer.spaced && !closing ? ' ' : ''}${text}`)
  writer.spaced = !/[([<]$/.test(text)
}

function printStep(writer: PrettyWriter, step: FormatStep): void {
  const { printer, def, operation } = writer
  switch (step.kind) {
    case 'literal':
      return write(writer, step.text)
    case 'operand':
      return write(
        writer,
        list(operandOf(def.operands, operation, step.name))
          .map(printer.names.value)
          .join(', '),
      )
    case 'attribute':
      return write(writer, prettyAttribute(operation.attributes.get(step.name), printer.constants))
    case 'type':
      return write(writer, typesOf(def, operation, step.name).join(', '))
    case 'attr-dict':
      return printRest(writer)
    case 'region':
      write(writer, '')
      return printRegion(printer, operation.regions[Object.keys(def.regions).indexOf(step.name)]!, writer.indent, !hasSignature(def))
    case 'symbol': {
      const symbol = operation.attributes.get(step.name)
      return write(writer, symbol?.kind === 'string' ? printAttribute(symbolAttribute(symbol.value)) : '')
    }
    case 'signature':
      return printSignature(writer, operation.regions[Object.keys(def.regions).indexOf(step.name)]!)
    case 'group':
      if (isPresent(def, operation, step.anchor)) for (const inner of step.steps) printStep(writer, inner)
  }
}

function prettyAttribute(attribute: Attribute | undefined, constants: ConstantPrinting): string {
  if (attribute?.kind === 'dense-array' && attribute.element.kind === 'integer') return `[${attribute.values.join(', ')}]`
  return attribute === undefined || attribute.kind === 'unit' ? '' : printAttribute(attribute, constants)
}

function list(values: Value | undefined | readonly Value[]): readonly Value[] {
  return values === undefined ? [] : Array.isArray(values) ? (values as readonly Value[]) : [values as Value]
}

function typesOf(def: OpDef, operation: Operation, name: string): string[] {
  const values = Object.hasOwn(def.operands, name) ? operandOf(def.operands, operation, name) : resultOf(def.results, operation, name)
  return list(values).map((v) => printType(v.type))
}

function isPresent(def: OpDef, operation: Operation, name: string): boolean {
  return Object.hasOwn(def.attributes, name) ? operation.attributes.has(name) : list(operandOf(def.operands, operation, name)).length > 0
}

/** Attributes that the pretty form does not show elsewhere; the sizes of groups follow from how the groups are written. */
function printRest(writer: PrettyWriter): void {
  const shown = new Set([...formatAttributes(writer.def.format!.steps), operandSegmentsAttribute, resultSegmentsAttribute])
  const isShown = (name: string, value: Attribute): boolean =>
    shown.has(name) || (hasSignature(writer.def) && value.kind === 'type' && value.type === functionTypeOf(writer.operation))
  const rest = new Map([...writer.operation.attributes].filter(([name, value]) => !isShown(name, value)))
  if (rest.size > 0) write(writer, `${hasSignature(writer.def) ? 'attributes ' : ''}${printDictionary(rest, writer.printer.constants)}`)
}

function hasSignature(def: OpDef): boolean {
  return def.format!.steps.some((step) => step.kind === 'signature')
}

function printSignature(writer: PrettyWriter, region: Region): void {
  const { printer, operation } = writer
  const type = functionTypeOf(operation)
  const args = region.blocks[0]!.arguments.map((a) => `${printer.names.value(a)}: ${printType(a.type)}`).join(', ')
  const results = type?.results.length ? ` -> ${printResultTypes(type.results)}` : ''
  printer.sink(`(${args})${results}`)
}

function functionTypeOf(operation: Operation): FunctionType | undefined {
  for (const attribute of operation.attributes.values())
    if (attribute.kind === 'type' && attribute.type.kind === 'function') return attribute.type
  return undefined
}
