/**
 * Makes every file of this folder's models, or with `--check` says which committed file differs from what would be made. With
 * `--fast` trained models are taken as they stand. Exit code 0, 1 when a check fails, 2 for unknown arguments.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { encodeTensor, type NamedTensor } from './make/onnx-writer.ts'
import { dataSets, digits, type Recipe, recipes } from './make/recipes.ts'
import { countCorrect, openModel } from './make/reference.ts'

const folder = import.meta.dirname
const flags = process.argv.slice(2)
const [check, fast] = [flags.includes('--check'), flags.includes('--fast')]
const problems: string[] = []

/** Two machines' float32 kernels add in different orders; outputs may differ by this share of the largest one. */
const tolerance = 1e-5

if (flags.some((flag) => flag !== '--check' && flag !== '--fast')) {
  console.error('usage: node test-models/make.ts [--check] [--fast]')
  process.exit(2)
}

for (const recipe of recipes) await make(recipe)
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0

async function make(recipe: Recipe): Promise<void> {
  const { name, trained, makeModel, inputs, exact, files, input } = recipe
  const modelFile = `${name}/model.onnx`
  const model = trained && fast ? readFileSync(path.join(folder, modelFile)) : makeModel()
  settle(modelFile, model)
  for (const [file, bytes] of files) settle(`${name}/${file}`, bytes)

  const run = await openModel(model)
  for (let index = 0; index < dataSets; index++) {
    const set = `${name}/test_data_set_${index}`
    const given = inputs(index)
    given.forEach((tensor, i) => settle(`${set}/input_${i}.pb`, encodeTensor(tensor)))
    const results = await run(given)
    results.forEach((tensor, i) => settleOutput(`${set}/output_${i}.pb`, tensor, exact))
  }

  if (input === undefined) return
  const correct = await countCorrect(run, digits, input)
  const claim = `${name}: ${correct} of ${digits.length}`
  console.log(claim)
  if (check && !readFileSync(path.join(folder, 'README.md'), 'utf8').includes(claim)) problems.push(`README.md does not say '${claim}'`)
}

/** Writes a file, or compares it with the one that stands there. */
function settle(file: string, bytes: Uint8Array): void {
  if (check) {
    const found = committed(file)
    if (found !== undefined && Buffer.compare(found, bytes) !== 0) problems.push(`${file} differs from what is made now`)
    return
  }
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), bytes)
}

/** As `settle`, but values that ONNX Runtime rounds differently on another processor count as equal. */
function settleOutput(file: string, tensor: NamedTensor, exact: boolean): void {
  const bytes = encodeTensor(tensor)
  if (exact || !check) return settle(file, bytes)
  const found = committed(file)
  if (found === undefined) return
  const valueBytes = tensor.data.byteLength
  const sameHead = Buffer.compare(found.subarray(0, -valueBytes), bytes.subarray(0, -valueBytes)) === 0
  const [old, now] = [found, bytes].map((content) => floatsAtEnd(content, tensor.data.length)) as [number[], number[]]
  const largest = Math.max(...now.map(Math.abs))
  if (!sameHead || now.some((value, i) => !(Math.abs(value - (old[i] as number)) <= tolerance * largest)))
    problems.push(`${file} differs from what is made now`)
}

/** The values of an encoded float32 tensor, which stand last in it. */
function floatsAtEnd(bytes: Uint8Array, count: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = bytes.length - 4 * count
  return Array.from({ length: count }, (_, i) => (start < 0 ? NaN : view.getFloat32(start + 4 * i, true)))
}

function committed(file: string): Uint8Array | undefined {
  try {
    return readFileSync(path.join(folder, file))
  } catch {
    problems.push(`${file} is missing`)
    return undefined
  }
}
