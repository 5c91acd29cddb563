// Writes a network of fully connected layers whose weights lie in a file beside it: what models beyond 2 GB look like.
// node bench/large-model.mjs OUT.onnx [layers] [width]
import { encodeModel, valueInfo } from '@onnc/onnx'
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { basename } from 'node:path'

/** @param {string} file @param {{ layers: number, width: number }} size */
export function writeLargeModel(file, { layers, width }) {
  const data = `${file}.data`
  const descriptor = openSync(data, 'w')
  const row = new Float32Array(width)
  let state = 1
  const initializer = []
  const node = []
  for (let layer = 0; layer < layers; layer++) {
    const offset = layer * width * width * 4
    for (let r = 0; r < width; r++) {
      for (let c = 0; c < width; c++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0
        row[c] = state / 2 ** 31 - 1
      }
      writeSync(descriptor, new Uint8Array(row.buffer), 0, width * 4, offset + r * width * 4)
    }
    initializer.push({
      name: `w${layer}`,
      dataType: 1,
      dims: [width, width],
      dataLocation: 1,
      externalData: [
        { key: 'location', value: basename(data) },
        { key: 'offset', value: String(offset) },
        { key: 'length', value: String(width * width * 4) },
      ],
    })
    node.push({ opType: 'MatMul', name: `fc${layer}`, input: [layer === 0 ? 'x' : `h${layer - 1}`, `w${layer}`], output: [`p${layer}`] })
    node.push({ opType: 'Relu', name: `relu${layer}`, input: [`p${layer}`], output: [`h${layer}`] })
  }
  closeSync(descriptor)
  const tensor = { kind: 'tensor', elementType: 1, shape: [1, width] }
  writeFileSync(
    file,
    encodeModel({
      irVersion: 8,
      opsetImport: [{ domain: '', version: 17 }],
      graph: { name: 'large', node, initializer, input: [valueInfo('x', tensor)], output: [valueInfo(`h${layers - 1}`, tensor)] },
    }),
  )
}

if (process.argv[1]?.endsWith('large-model.mjs'))
  writeLargeModel(process.argv[2], { layers: Number(process.argv[3] ?? 16), width: Number(process.argv[4] ?? 4096) })
