import type { Analysis, CompileResult, Details, EvalResult, RunResult } from '@onnc/results'

import type { GraphLayout } from './graph-layout.ts'
import type { PageDocument, ReportResult } from './report-document.ts'

/** A result as the page looks at it, whatever command it came from. */
export interface View {
  readonly name: string
  readonly command: 'compile' | 'run' | 'eval'
  readonly model: string
  readonly target: string
  readonly mode: string
  readonly analysis: Partial<Analysis>
  readonly details: Details | undefined
  readonly layout: GraphLayout | undefined
  readonly warnings: RunResult['warnings']
  readonly compile: CompileResult | undefined
  readonly run: RunResult | undefined
  readonly eval: EvalResult | undefined
}

export function viewOf({ name, result, layout }: PageDocument<ReportResult>): View {
  const { details, target, warnings } = result
  const common = { name, layout, target, warnings, details, compile: undefined, run: undefined, eval: undefined }
  switch (result.schema) {
    case 'onnc.compile/1':
      return { ...common, command: 'compile', model: result.model, mode: 'predicted', analysis: details?.analysis ?? {}, compile: result }
    case 'onnc.eval/1': {
      const { latencySeconds, energyJoules } = result
      return {
        ...common,
        command: 'eval',
        model: result.model,
        mode: result.mode,
        analysis: { latencySeconds, energyJoules, ...details?.analysis },
        eval: result,
      }
    }
    case 'onnc.run/1': {
      const { latencySeconds, energyJoules, utilisation, figures, layers, resources, criticalPath } = result
      return {
        ...common,
        command: 'run',
        model: result.model ?? result.program ?? '',
        mode: result.mode,
        analysis: {
          latencySeconds,
          energyJoules,
          utilisation,
          ...(figures && { figures }),
          ...(layers && { layers }),
          ...(resources && { resources }),
          ...(criticalPath && { criticalPath }),
        },
        run: result,
      }
    }
  }
}

/** One line of the table of layers. */
export interface LayerRow {
  readonly node: string
  readonly products: number
  readonly busySeconds: number
  readonly energy: Readonly<Record<string, number>>
  readonly joules: number
  readonly detail: Details['layers'][number] | undefined
  /** Of its last value, as a share of that value; where values were compared. */
  readonly error: number | undefined
}

export function layerRows({ analysis, details, run }: View): LayerRow[] {
  const known = new Map(details?.layers.map((layer) => [layer.node, layer]))
  const errors = new Map(run?.signals?.map((signal) => [signal.node, errorShare(signal)]))
  return (analysis.layers ?? []).map(({ node, products, busySeconds, energyJoules: { total = 0, ...energy } }) => ({
    node,
    products,
    busySeconds,
    energy,
    joules: total,
    detail: known.get(node),
    error: errors.get(node),
  }))
}

/** Root mean square of an error as a share of that of the value. */
export function errorShare({ signalToNoiseDecibel }: { readonly signalToNoiseDecibel: number | null }): number {
  return signalToNoiseDecibel === null ? 0 : 10 ** (-signalToNoiseDecibel / 20)
}

/** A name for people: of work that no node asked for, too, and of the first of many nodes that run as one. */
export function nodeLabel(node: string): string {
  if (node === '') return '(no node)'
  const names = node.split(' + ')
  return names.length <= mostNamed ? node : `${names.slice(0, mostNamed - 1).join(' + ')} + ${names.length - mostNamed + 1} more`
}

/** A kernel may hold a hundred nodes. */
const mostNamed = 4
