// Generates the protobuf module of the program container from proto/program.proto: the code without comments, the types from the
// comments. Usage: node scripts/generate.mjs [FOLDER]; the default folder is src/generated.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pbjs from 'protobufjs-cli/pbjs.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = process.argv[2] ?? join(root, 'src/generated')
mkdirSync(folder, { recursive: true })

const unused = ['create', 'verify', 'convert', 'delimited', 'typeurl', 'service'].map((part) => `--no-${part}`)
const common = ['-t', 'static-module', '-w', 'esm', '--dependency', 'protobufjs/minimal.js', '-r', 'onnc-program', ...unused]
const files = ['-o', join(folder, 'program.js'), join(root, 'proto/program.proto')]
const generate = promisify(pbjs.main)
await generate([...common, '--dts', ...files])
await generate([...common, '--no-comments', ...files])
