// The main job, as a user would type it: compile the digit network, run it from the program alone, and measure its accuracy.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'

const commands = [
  'onnc compile test-models/digits-cnn/model.onnx -o out/digits-cnn.mrr',
  'onnc run out/digits-cnn.mrr --inputs test-models/digits-cnn/test_data_set_0 --mode ideal --compare',
  'onnc run out/digits-cnn.mrr --inputs test-models/digits-cnn/test_data_set_0 --mode quantized --compare',
  'onnc eval test-models/digits-cnn/model.onnx --images test-models/digits-cnn/images-idx3-ubyte.gz ' +
    '--labels test-models/digits-cnn/labels-idx1-ubyte.gz --mode quantized',
]

mkdirSync('out', { recursive: true })
for (const command of commands) {
  console.log(`\n$ npx ${command}`)
  const [program, ...args] = command.split(' ')
  const { status } = spawnSync(program, args, { stdio: 'inherit', shell: false })
  if (status !== 0) process.exit(status ?? 1)
}
