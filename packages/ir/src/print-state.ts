import type { Registry } from './dialect.ts'
import type { Value } from './operation.ts'
import { type ConstantPrinting, locationText, printType } from './print-attribute.ts'
import type { Names } from './print-names.ts'

export interface PrintOptions {
  /** The form every MLIR tool reads; otherwise ops with a format print in their pretty form. */
  readonly generic?: boolean
  readonly locations?: boolean
  /** Constants of more elements than this print as `dense_resource<__elided__>`; such text is for people only. */
  readonly elideAbove?: number
}

export type Sink = (text: string) => void

/** What is being printed, and the text that has not gone to the sink yet. */
export interface Printer {
  readonly registry: Registry
  readonly names: Names
  readonly constants: ConstantPrinting
  readonly generic: boolean
  readonly locations: boolean
  readonly sink: Sink
  text: string
}

export function argumentText(printer: Pick<Printer, 'names' | 'locations'>, argument: Value): string {
  const location = printer.locations && argument.location !== undefined ? ` loc(${locationText(argument.location)})` : ''
  return `${printer.names.value(argument)}: ${printType(argument.type)}${location}`
}
