import { type Attribute, symbolAttribute } from './attribute.ts'
import { operandSegmentsAttribute, type OpDef, resultSegmentsAttribute, segmentSizes, type ValueSpec } from './define-op.ts'
import { formatAttributes, type FormatStep } from './format.ts'
import { type Block, type Operation, operationsOf, type Region, type Value } from './operation.ts'
import { shortAttribute, signatureAttribute } from './pretty-attribute.ts'
import { printAttribute, printDictionary, printResultTypes, printType, typesEqual } from './print-attribute.ts'
import { argumentText, type Printer } from './print-state.ts'

/** All that the short form of one operation shows, found before anything is printed: what does not fit prints in generic form. */
export interface PrettyPlan {
  readonly def: OpDef
  readonly operation: Operation
  readonly values: ReadonlyMap<string, readonly Value[]>
  readonly shown: ReadonlyMap<string, string>
  readonly rest: ReadonlyMap<string, Attribute>
}

type Specs = Readonly<Record<string, ValueSpec>>

/** Undefined when the short form would not say everything, or the operation does not fit its definition. */
export function prettyPlan(printer: Pick<Printer, 'constants'>, def: OpDef, operation: Operation): PrettyPlan | undefined {
  if (def.format === undefined || operation.successors.length > 0 || operation.properties !== undefined) return undefined
  if (operation.regions.length !== Object.keys(def.regions).length) return undefined
  if (Object.values<ValueSpec>(def.results).filter((s) => s.arity !== 'one').length > 1) return undefined
  const values = new Map<string, readonly Value[]>()
  if (!split(values, def.operands, operation, operandSegmentsAttribute, operation.operands)) return undefined
  if (!split(values, def.results, operation, resultSegmentsAttribute, operation.results)) return undefined
  const steps = def.format.steps
  const hidden = hiddenAttributes(def, operation)
  if (hidden === undefined) return undefined
  const shown = new Map<string, string>()
  for (const name of formatAttributes(steps)) {
    const attribute = operation.attributes.get(name)
    if (attribute === undefined) continue
    const text = steps.some((s) => s.kind === 'symbol' && s.name === name)
      ? attribute.kind === 'string' && attribute.value !== ''
        ? printAttribute(symbolAttribute(attribute.value))
        : undefined
      : shortAttribute(def.attributes[name], attribute, printer.constants)
    if (text === undefined) return undefined
    shown.set(name, text)
  }
  const rest = new Map([...operation.attributes].filter(([name]) => !shown.has(name) && !hidden.has(name)))
  if (rest.size > 0 && !steps.some((s) => s.kind === 'attr-dict')) return undefined
  const plan: PrettyPlan = { def, operation, values, shown, rest }
  return steps.every((step) => isSayable(plan, step)) ? plan : undefined
}

function split(
  into: Map<string, readonly Value[]>,
  specs: Specs,
  operation: Operation,
  attribute: string,
  values: readonly Value[],
): boolean {
  const sizes = segmentSizes(specs, operation, attribute, values.length)
  if (sizes === undefined) return false
  let start = 0
  for (const [i, name] of Object.keys(specs).entries()) into.set(name, values.slice(start, (start += sizes[i]!)))
  return true
}

/** Attributes that follow from what else is shown; undefined when one of them has an unusual value. */
function hiddenAttributes(def: OpDef, operation: Operation): Set<string> | undefined {
  const hidden = new Set<string>()
  const segments = operation.attributes.get(operandSegmentsAttribute)
  if (segments !== undefined && Object.values<ValueSpec>(def.operands).filter((s) => s.arity !== 'one').length > 1) {
    if (segments.kind !== 'dense-array' || printType(segments.element) !== 'i32') return undefined
    hidden.add(operandSegmentsAttribute)
  }
  const signature = def.format!.steps.find((s) => s.kind === 'signature')
  const name = signatureAttribute(def)
  if (signature?.kind !== 'signature' || name === undefined) return hidden
  const attribute = operation.attributes.get(name)
  const entry = operation.regions[Object.keys(def.regions).indexOf(signature.name)]!.blocks[0]
  if (attribute?.kind !== 'type' || attribute.type.kind !== 'function' || entry === undefined) return undefined
  if (isSuccessor(entry)) return undefined
  const { inputs } = attribute.type
  if (inputs.length !== entry.arguments.length || inputs.some((type, i) => !typesEqual(type, entry.arguments[i]!.type))) return undefined
  return hidden.add(name)
}

function isSuccessor(block: Block): boolean {
  return block.region.blocks.some((other) => [...operationsOf(other)].some((operation) => operation.successors.includes(block)))
}

/** Attributes outside of groups must be there; a group may only hide what is absent. */
function isSayable(plan: PrettyPlan, step: FormatStep): boolean {
  if (step.kind === 'attribute' || step.kind === 'symbol') return plan.shown.has(step.name)
  if (step.kind !== 'group') return true
  if (isPresent(plan, step.anchor)) return step.steps.every((inner) => isSayable(plan, inner))
  return step.steps.every((inner) => !('name' in inner) || !isPresent(plan, inner.name))
}

function isPresent(plan: PrettyPlan, name: string): boolean {
  return plan.shown.has(name) || (plan.values.get(name)?.length ?? 0) > 0
}

type PrintRegion = (region: Region, entryLabel: boolean) => void

export function printPretty(printer: Printer, plan: PrettyPlan, printRegion: PrintRegion): void {
  const { def, operation } = plan
  const { steps } = def.format!
  const hasSignature = steps.some((s) => s.kind === 'signature')
  const regionOf = (name: string): Region => operation.regions[Object.keys(def.regions).indexOf(name)]!
  let spaced = true
  const write = (text: string): void => {
    if (text === '') return
    printer.text += spaced && !/^[,)\]>]/.test(text) ? ` ${text}` : text
    spaced = !/[([<]$/.test(text)
  }
  const print = (step: FormatStep): void => {
    switch (step.kind) {
      case 'literal':
        return write(step.text)
      case 'operand':
        return write(plan.values.get(step.name)!.map(printer.names.value).join(', '))
      case 'attribute':
      case 'symbol':
        return write(plan.shown.get(step.name)!)
      case 'type':
        return write(
          plan.values
            .get(step.name)!
            .map((v) => printType(v.type))
            .join(', '),
        )
      case 'attr-dict':
        if (plan.rest.size > 0)
          write(`${step.keyword === undefined ? '' : `${step.keyword} `}${printDictionary(plan.rest, printer.constants)}`)
        return
      case 'region': {
        printer.text += ' '
        return printRegion(regionOf(step.name), !hasSignature)
      }
      case 'signature':
        printer.text += signatureText(printer, plan, regionOf(step.name))
        return
      case 'group':
        if (isPresent(plan, step.anchor)) step.steps.forEach(print)
    }
  }
  printer.text += operation.name
  steps.forEach(print)
}

function signatureText(printer: Printer, { def, operation }: PrettyPlan, region: Region): string {
  const type = operation.attributes.get(signatureAttribute(def)!)
  const results = type?.kind === 'type' && type.type.kind === 'function' ? type.type.results : []
  return `(${region.blocks[0]!.arguments.map((a) => argumentText(printer, a)).join(', ')})${results.length === 0 ? '' : ` -> ${printResultTypes(results)}`}`
}
