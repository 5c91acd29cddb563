import { onnxOperators } from '@onnc/frontend'
import { lowerings } from '@onnc/passes'

/** What becomes of an operator. */
export interface OperatorRow {
  readonly operator: string
  readonly runs: 'photonic' | 'electronic' | 'refused'
  readonly conditions: string
}

/** Every operator of ONNX, and those of other domains that have a way to the rings. */
export function operatorRows(): readonly OperatorRow[] {
  const known = onnxOperators()
  const named = new Set(known.map((o) => o.operator))
  const others = [...lowerings.keys()].filter((operator) => !named.has(operator)).toSorted()
  return [...known, ...others.map((operator) => ({ operator }))].map(({ operator, refused, limit }: (typeof known)[number]) => {
    const when = lowerings.get(operator)?.when
    const electronic = limit === undefined ? [] : [`electronic ${limit}`]
    if (refused !== undefined) return { operator, runs: 'refused', conditions: refused }
    if (when === undefined) return { operator, runs: 'electronic', conditions: limit ?? '' }
    return { operator, runs: 'photonic', conditions: [`where ${when}`, ...electronic].join('; ') }
  })
}

const explanation =
  'A model that ONNX Runtime runs, compiles: what does not go to the rings becomes part of a kernel of the electronic control unit (ECU), ' +
  'which ONNX Runtime computes, for the operator sets and element types that it has kernels for. So does any operator of another domain that ' +
  'ONNX Runtime knows (`com.microsoft` among them), and a photonic one where its conditions are not met, or where it stands in the body of an ' +
  'If, Loop or Scan that only run time decides; `--remarks` says why for each node. Functions of the model are inlined, or kept as calls where they need another operator set.'

/** The table as Markdown: what `onnc ops` prints and the reference holds. */
export function operatorReference(): string {
  const rows = operatorRows()
  const count = (runs: OperatorRow['runs']): number => rows.filter((row) => row.runs === runs).length
  return [
    `${explanation}\n`,
    `${count('photonic')} operators are photonic under their conditions, ${count('electronic')} electronic, ${count('refused')} refused.\n`,
    '| operator | runs | conditions |',
    '|---|---|---|',
    ...rows.map(({ operator, runs, conditions }) => `| \`${operator}\` | ${runs} | ${conditions} |`),
    '',
  ].join('\n')
}
