// How long it takes to find what 25 million weights share: 24 matrices of 1024 x 1024, the second half of them the first with rows and columns in
// another order; ours beside reading all weights once, in the same process.
import { registry } from '@onnc/dialects'
import { importMessage } from '@onnc/frontend'
import { loadTarget } from '@onnc/hardware'
import { parsePipeline, runPasses } from '@onnc/ir'
import { decodeModel, encodeModel, tensorToProto, valueInfo } from '@onnc/onnx'
import { passes } from '@onnc/passes'
import { alignColumns } from '@onnc/report'
import { createRandom } from '@onnc/support'

const [count, size] = [24, 1024]
const random = createRandom(25)

function shuffled() {
  const order = Array.from({ length: size }, (_, i) => i)
  for (let i = size - 1; i > 0; i--) {
    const other = Math.floor(random.uniform() * (i + 1))
    ;[order[i], order[other]] = [order[other], order[i]]
  }
  return order
}

const matrices = Array.from({ length: count / 2 }, () =>
  Float32Array.from({ length: size * size }, () => random.uniform() + random.uniform() - 1),
)
for (let i = 0; i < count / 2; i++) {
  const [rows, columns] = [shuffled(), shuffled()]
  matrices.push(Float32Array.from({ length: size * size }, (_, at) => matrices[i][rows[Math.floor(at / size)] * size + columns[at % size]]))
}
const bytes = encodeModel({
  irVersion: 8,
  opsetImport: [{ domain: '', version: 17 }],
  graph: {
    name: 'sharing',
    node: matrices.map((_, i) => ({ opType: 'MatMul', name: `m${i}`, input: ['x', `w${i}`], output: [`y${i}`], attribute: [] })),
    initializer: matrices.map((data, i) => tensorToProto({ type: 'float32', shape: [size, size], data }, `w${i}`)),
    input: [valueInfo('x', { kind: 'tensor', elementType: 1, shape: [1, size] })],
    output: matrices.map((_, i) => valueInfo(`y${i}`, null)),
  },
})
const unwrap = (result) => {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}
const target = unwrap(loadTarget('rnb-64'))
const rows = [['analysis of 25 million weights', 'matrices', 'held', 'seconds']]
for (const match of ['scale', 'permute,scale', 'transpose,permute,scale']) {
  const module = unwrap(await importMessage(unwrap(decodeModel(bytes, 'sharing.onnx')), { dims: new Map(), inputShapes: new Map() }))
  const run = (pipeline) => runPasses(unwrap(parsePipeline(pipeline, passes)), module, { environment: { target }, registry })
  unwrap(run('lower-to-mvm'))
  const start = performance.now()
  const shared = run(`share-matrices{match=${match}}`)
  const seconds = (performance.now() - start) / 1e3
  const found = shared.diagnostics.filter((d) => d.code === 'shares-matrix').length
  rows.push([match, String(count), String(count - found), seconds.toFixed(2)])
}
console.log(alignColumns(rows))
