// Accuracy of trained networks at 4, 6 and 8 bits of weights and inputs on rnb-64, quantised and on three noisy chips, beside ONNX Runtime: writes
// the table of docs/accuracy.md. node bench/accuracy.mjs [MNIST images] (needs ONNC_TEST_DATA or ../shared/data)
import { openMachine } from '@onnc/executor'
import { loadTarget } from '@onnc/hardware'
import { createSession } from '@onnc/ort'
import { createRandom } from '@onnc/support'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { compileModel } from 'onnc'

const data = process.env.ONNC_TEST_DATA ?? '../shared/data'
const mnistImages = Number(process.argv[2] ?? 1000)
const chips = 3
const only = process.argv[3]?.split(',')
const unwrap = (result) => {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}

function mnist() {
  const images = gunzipSync(readFileSync(join(data, 'datasets/mnist/t10k-images-idx3-ubyte.gz')))
  const labels = gunzipSync(readFileSync(join(data, 'datasets/mnist/t10k-labels-idx1-ubyte.gz')))
  return Array.from({ length: mnistImages }, (_, i) => ({
    label: labels[8 + i],
    pixels: Float32Array.from(images.subarray(16 + i * 784, 16 + (i + 1) * 784)),
  }))
}

/** CIFAR records: a label, then three planes. */
function cifar(pixel, channelsLast) {
  const bytes = readFileSync(join(data, 'datasets/cifar10/test_lossless_346.bin'))
  return Array.from({ length: bytes.length / 3073 }, (_, i) => {
    const record = bytes.subarray(i * 3073, (i + 1) * 3073)
    const pixels = new Float32Array(3072)
    for (let c = 0; c < 3; c++)
      for (let p = 0; p < 1024; p++) pixels[channelsLast ? p * 3 + c : c * 1024 + p] = pixel(record[1 + c * 1024 + p], c)
    return { label: record[0], pixels }
  })
}

/** No recordings are at hand: random walks in time, a spectrum's size; the label is what ONNX Runtime says, so this is agreement. */
function spectrograms(frames, coefficients) {
  const random = createRandom(1)
  return Array.from({ length: 300 }, () => {
    const pixels = new Float32Array(frames * coefficients)
    const size = 2 + 30 * random.uniform()
    for (let i = 0; i < pixels.length; i++) pixels[i] = (i < coefficients ? 0 : pixels[i - coefficients]) + size * (random.uniform() - 0.5)
    return { label: -1, pixels }
  })
}

const [mean, deviation] = [
  [0.4914, 0.4822, 0.4465],
  [0.2023, 0.1994, 0.201],
]
const networks = [
  { name: 'mnist-8', images: mnist },
  { name: 'mlperf-ic-resnet8-f32', images: () => cifar((x) => x, true) },
  { name: 'cifar10-vit-pgd_2_3_16', images: () => cifar((x, c) => (x / 255 - mean[c]) / deviation[c], false) },
  { name: 'mlperf-kws-dscnn-f32', images: () => spectrograms(49, 10) },
]

function targetOf(bits) {
  const target = unwrap(loadTarget('rnb-64'))
  const change = (unit) => ({
    ...unit,
    stationary: { ...unit.stationary, levels: 2 ** bits - 1 },
    moving: { ...unit.moving, bits, sliceBits: Math.min(4, bits) },
  })
  return { ...target, units: target.units.map(change) }
}

const largest = (values) => values.reduce((best, value, i) => (value > values[best] ? i : best), 0)
const share = (count, of) => ((100 * count) / of).toFixed(1)

console.log('| network | inputs | ONNX Runtime | bits | quantized | noisy, mean of 3 chips | worst chip |\n|---|---|---|---|---|---|---|')
for (const { name, images } of networks) {
  if (only !== undefined && !only.includes(name)) continue
  const model = join(data, 'trained', name, 'model.onnx')
  const session = unwrap(createSession({ file: model }, { optimization: 'all' }))
  const set = images()
  const input = session.inputs[0].name
  const output = session.outputs[0].name
  for (const bits of [4, 6, 8]) {
    const program = unwrap(
      await compileModel(model, { target: targetOf(bits), dimensions: { dims: new Map(), otherwise: 1 }, exact: false }),
    )
    const shape = program.buffers[program.inputs[0].buffer].shape
    const samples = set.map(({ pixels }) => new Map([[input, { type: 'float32', shape, data: pixels }]]))
    const reference = samples.map((sample) => largest([...unwrap(session.run(sample, [output])).get(output).data]))
    const labels = set.map(({ label }, i) => (label < 0 ? reference[i] : label))
    const correct = (mode, seed) => {
      const machine = unwrap(openMachine(program, { mode, seed, threads: 1 }))
      let count = 0
      for (let first = 0; first < samples.length; first += 100) {
        const outputs = unwrap(machine.run(samples.slice(first, first + 100)))
        for (const [i, found] of outputs.entries()) if (largest([...found.get(output).data]) === labels[first + i]) count++
      }
      machine.close()
      return count
    }
    const base = reference.filter((found, i) => found === labels[i]).length
    const noisy = Array.from({ length: chips }, (_, seed) => correct('noisy', seed))
    const total = set.length
    const average = noisy.reduce((a, b) => a + b, 0) / chips
    console.log(
      `| ${name} | ${total} | ${share(base, total)} | ${bits} | ${share(correct('quantized', 0), total)} | ${share(average, total)} | ${share(Math.min(...noisy), total)} |`,
    )
  }
  session.dispose()
}
process.exit(0)
