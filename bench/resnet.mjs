// Writes a ResNet-18 with generated weights, batch norms folded: node bench/resnet.mjs OUT.onnx [image size]
import { encodeModel, valueInfo } from '@onnc/onnx'
import { createRandom } from '@onnc/support'
import { writeFileSync } from 'node:fs'

const tensor = (shape) => ({ kind: 'tensor', elementType: 1, shape })

const ints = (name, values) => ({ name, type: 7, ints: values })

/** The bytes of the model; the same seed gives the same. */
export function resnet18(size = 224, seed = 1) {
  const random = createRandom(seed)
  const initializer = []
  const node = []
  const weights = (name, dims, scale) => {
    const values = new Float32Array(dims.reduce((a, b) => a * b, 1))
    // The sum of three uniform numbers is near enough to a normal one.
    for (let i = 0; i < values.length; i++) values[i] = (random.uniform() + random.uniform() + random.uniform() - 1.5) * 2 * scale
    initializer.push({ name, dataType: 1, dims, rawData: new Uint8Array(values.buffer) })
    return name
  }
  const conv = (input, name, from, to, kernel, stride) => {
    const pad = (kernel - 1) >> 1
    const inputs = [
      input,
      weights(`${name}.w`, [to, from, kernel, kernel], Math.sqrt(2 / (from * kernel * kernel))),
      weights(`${name}.b`, [to], 0.1),
    ]
    node.push({
      opType: 'Conv',
      name,
      input: inputs,
      output: [`${name}.y`],
      attribute: [ints('kernel_shape', [kernel, kernel]), ints('pads', [pad, pad, pad, pad]), ints('strides', [stride, stride])],
    })
    return `${name}.y`
  }
  const apply = (opType, name, inputs, attribute = []) => {
    node.push({ opType, name, input: inputs, output: [`${name}.y`], attribute })
    return `${name}.y`
  }
  let x = apply('Relu', 'relu0', [conv('x', 'conv0', 3, 64, 7, 2)])
  x = apply(
    'MaxPool',
    'pool0',
    [x],
    [
      { name: 'kernel_shape', type: 7, ints: [3, 3] },
      { name: 'pads', type: 7, ints: [1, 1, 1, 1] },
      { name: 'strides', type: 7, ints: [2, 2] },
    ],
  )
  let channels = 64
  for (const [stage, width] of [64, 128, 256, 512].entries()) {
    for (const block of [0, 1]) {
      const name = `layer${stage + 1}.${block}`
      const stride = stage > 0 && block === 0 ? 2 : 1
      const a = apply('Relu', `${name}.relu1`, [conv(x, `${name}.conv1`, channels, width, 3, stride)])
      const b = conv(a, `${name}.conv2`, width, width, 3, 1)
      const skip = stride === 1 && channels === width ? x : conv(x, `${name}.down`, channels, width, 1, stride)
      x = apply('Relu', `${name}.relu2`, [apply('Add', `${name}.add`, [b, skip])])
      channels = width
    }
  }
  x = apply('Flatten', 'flatten', [apply('GlobalAveragePool', 'pool', [x])])
  node.push({
    opType: 'Gemm',
    name: 'fc',
    input: [x, weights('fc.w', [1000, 512], Math.sqrt(1 / 512)), weights('fc.b', [1000], 0.1)],
    output: ['y'],
    attribute: [{ name: 'transB', type: 2, i: 1 }],
  })
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'resnet18',
      node,
      initializer,
      input: [valueInfo('x', tensor([1, 3, size, size]))],
      output: [valueInfo('y', tensor([1, 1000]))],
    },
  })
}

if (process.argv[1]?.endsWith('resnet.mjs')) writeFileSync(process.argv[2], resnet18(Number(process.argv[3] ?? 224)))
