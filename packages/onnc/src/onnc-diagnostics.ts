import { defineDiagnostic, type DiagnosticDef } from '@onnc/support'

export const outputUnwritable: DiagnosticDef<[file: string, reason: string]> = defineDiagnostic(
  'output-unwritable',
  'usage',
  (file, reason) => `cannot write '${file}': ${reason}`,
)

export const outputMissing: DiagnosticDef<[]> = defineDiagnostic('output-missing', 'usage', () => 'compile needs -o FILE, or --emit STAGE')

export const fileUnreadable: DiagnosticDef<[file: string, reason: string]> = defineDiagnostic(
  'file-unreadable',
  'usage',
  (file, reason) => `cannot read '${file}': ${reason}`,
)

export const argumentMalformed: DiagnosticDef<[option: string, expected: string, found: string]> = defineDiagnostic(
  'argument-malformed',
  'usage',
  (option, expected, found) => `${option}: expected ${expected}, found '${found}'`,
)

export const inputUnknown: DiagnosticDef<[name: string, known: readonly string[]]> = defineDiagnostic(
  'input-name-unknown',
  'usage',
  (name, known) => `unknown input '${name}'; inputs are ${known.map((k) => `'${k}'`).join(', ')}`,
)

export const inputsMissing: DiagnosticDef<[names: readonly string[]]> = defineDiagnostic(
  'inputs-missing',
  'usage',
  (names) => `no values for ${names.map((n) => `'${n}'`).join(', ')}`,
  { fix: '--inputs DIR, --input NAME=FILE or --random-inputs SEED' },
)

export const inputsFolderEmpty: DiagnosticDef<[folder: string]> = defineDiagnostic(
  'inputs-folder-empty',
  'usage',
  (folder) => `'${folder}' holds no input_*.pb`,
)

export const referenceMissing: DiagnosticDef<[]> = defineDiagnostic(
  'reference-missing',
  'usage',
  () => 'nothing to compare with: the inputs have no stored outputs beside them, and a program does not hold its model',
  { fix: '--reference MODEL.onnx' },
)

export const outputDiffers: DiagnosticDef<[name: string, detail: string]> = defineDiagnostic(
  'output-differs',
  'check',
  (name, detail) => `output '${name}' differs from the reference: ${detail}`,
)

export const evalInputs: DiagnosticDef<[count: number]> = defineDiagnostic(
  'eval-inputs',
  'usage',
  (count) => `images need a model with one input, this one has ${count}`,
)

export const evalShape: DiagnosticDef<[image: string, input: string]> = defineDiagnostic(
  'eval-shape',
  'usage',
  (image, input) => `an image is ${image}, the model's input is ${input}`,
)

export const pipelineHasChoices: DiagnosticDef<[]> = defineDiagnostic(
  'pipeline-has-choices',
  'usage',
  () =>
    "--objective, --photonic, --compress, --share and --steady are options of the default passes: with --pipeline, write them there, as in 'tile{objective=energy}'",
)

export const densityMisplaced: DiagnosticDef<[]> = defineDiagnostic(
  'density-misplaced',
  'usage',
  () => '--density is assumed where nothing is known: in mode timing, without --range-data',
)

export const optionForModels: DiagnosticDef<[option: string]> = defineDiagnostic(
  'option-for-models',
  'usage',
  (option) => `${option} compiles a model, and a program is compiled already`,
)

export const pluginUnloadable: DiagnosticDef<[source: string, reason: string]> = defineDiagnostic(
  'plugin-unloadable',
  'usage',
  (source, reason) => `cannot load plugin '${source}': ${reason}`,
)

export const commandLine: DiagnosticDef<[message: string]> = defineDiagnostic('command-line', 'usage', (message) => message)

export const crash: DiagnosticDef<[message: string]> = defineDiagnostic(
  'internal-error',
  'internal',
  (message) => `internal error: ${message}`,
  {
    fix: 'run again with ONNC_DEBUG=1 for where it happened',
  },
)

export const kernelNotOnnx: DiagnosticDef<[kernel: string]> = defineDiagnostic(
  'kernel-not-onnx',
  'invalid',
  (kernel) => `kernel '${kernel}' of the program is no ONNX model`,
)

export const programUnsound: DiagnosticDef<[found: string, others: number]> = defineDiagnostic(
  'program-unsound',
  'internal',
  (found, others) => `the program does not do what the model was lowered to: ${found}${others > 0 ? ` (and ${others} more)` : ''}`,
  { fix: 'report it with the model and the command; no program was written' },
)

export const programNotForTarget: DiagnosticDef<[file: string, compiledFor: string, target: string]> = defineDiagnostic(
  'program-not-for-target',
  'usage',
  (file, compiledFor, target) => `'${file}' was compiled for '${compiledFor}', its tiles do not fit the units of '${target}'`,
)

export const casesMissing: DiagnosticDef<[folder: string]> = defineDiagnostic(
  'cases-missing',
  'usage',
  (folder) => `no cases below '${folder}': expected folders with a model.onnx, or NAME.onnx beside NAME_output_0.pb`,
)

export const casesFail: DiagnosticDef<[differs: number, unsupported: number]> = defineDiagnostic(
  'cases-fail',
  'check',
  (differs, unsupported) => `${differs} cases differ, ${unsupported} are unsupported`,
)

export const optionForPhysical: DiagnosticDef<[option: string, mode: string]> = defineDiagnostic(
  'option-for-physical',
  'usage',
  (option, mode) => `${option} is about noise and rings, mode '${mode}' has none`,
  { fix: '--mode noisy' },
)

export const faultNowhere: DiagnosticDef<[ring: string, reason: string]> = defineDiagnostic(
  'fault-nowhere',
  'usage',
  (ring, reason) => `--fault: ring ${ring} does not exist, ${reason}`,
)

export const chipFailed: DiagnosticDef<[problem: string]> = defineDiagnostic('chip-failed', 'unsupported', (problem) => problem)

export const sensitivityMismatch: DiagnosticDef<[file: string]> = defineDiagnostic(
  'sensitivity-mismatch',
  'usage',
  (file) => `--resume: '${file}' does not hold results of this model with these images, scale and offset`,
)

export const exploreMismatch: DiagnosticDef<[file: string]> = defineDiagnostic(
  'explore-mismatch',
  'usage',
  (file) => `--resume: '${file}' does not hold results of this target with these models and options`,
)

export const sweepNowhere: DiagnosticDef<[path: string, target: string]> = defineDiagnostic(
  'sweep-nowhere',
  'usage',
  (path, target) => `--sweep: '${path}' is no parameter of '${target}'`,
  {
    fix: "a path as in 'units.conv.columns' or 'laser.powerPerWavelength': `onnc targets show` lists them, unit classes go by their names",
  },
)

export const sweepTooLarge: DiagnosticDef<[tasks: number, limit: number]> = defineDiagnostic(
  'sweep-too-large',
  'usage',
  (tasks, limit) => `--sweep: ${tasks} points and models, at most ${limit} are supported`,
)

export const resumeMismatch: DiagnosticDef<[file: string]> = defineDiagnostic(
  'resume-mismatch',
  'usage',
  (file) => `--resume: '${file}' does not hold results of this program with these images and options`,
)

export const rangeDataShape: DiagnosticDef<[file: string, input: string, found: string, expected: string]> = defineDiagnostic(
  'range-data-shape',
  'usage',
  (file, input, found, expected) => `--range-data: '${file}' has ${found} for input '${input}', expected samples of ${expected}`,
)

export const resultMalformed: DiagnosticDef<[file: string, problem: string]> = defineDiagnostic(
  'result-malformed',
  'invalid',
  (file, problem) => `'${file}' is not a result of onnc: ${problem}`,
  { fix: 'onnc run P.mrr --random-inputs 1 --json --details > R.json' },
)

export const resultVersion: DiagnosticDef<[file: string, found: string, known: readonly string[]]> = defineDiagnostic(
  'result-version',
  'invalid',
  (file, found, known) => `'${file}' has schema '${found}', this version reads ${known.map((k) => `'${k}'`).join(', ')}`,
)

export const resultsTooMany: DiagnosticDef<[count: string]> = defineDiagnostic(
  'results-too-many',
  'usage',
  (count) => `expected one result, or two to compare, found ${count}`,
)

export const resultsDiffer: DiagnosticDef<[first: string, second: string]> = defineDiagnostic(
  'results-differ',
  'usage',
  (first, second) => `results of different commands cannot be compared: '${first}' and '${second}'`,
)

export const targetsMixed: DiagnosticDef<[first: string, second: string]> = defineDiagnostic(
  'targets-mixed',
  'usage',
  (first, second) =>
    `the results are of different targets, '${first}' and '${second}': they differ in the machine as much as in the program`,
  { severity: 'warning' },
)

export const nodeUnknown: DiagnosticDef<[node: string, nearest: string]> = defineDiagnostic(
  'node-unknown',
  'usage',
  (node, nearest) => `the program has no node '${node}'; did you mean '${nearest}'?`,
)

export const explainNodeOfModel: DiagnosticDef<[node: string]> = defineDiagnostic(
  'explain-node-of-model',
  'usage',
  (node) => `'${node}': only a program (.mrr) is explained node by node`,
  { fix: 'onnc compile MODEL.onnx -o P.mrr && onnc explain P.mrr NODE' },
)

export const helpUnknown: DiagnosticDef<[topic: string, nearest: string, topics: readonly string[]]> = defineDiagnostic(
  'help-unknown',
  'usage',
  (topic, nearest, topics) => `there is no command or topic '${topic}'; did you mean '${nearest}'? Topics are ${topics.join(', ')}`,
)

export const graphTooLarge: DiagnosticDef<[nodes: string]> = defineDiagnostic(
  'graph-too-large',
  'unsupported',
  (nodes) => `a graph of ${nodes} nodes is too large to be drawn`,
  { fix: '--emit dot' },
)

export const sweepsNotCompared: DiagnosticDef<[]> = defineDiagnostic(
  'sweeps-not-compared',
  'usage',
  () => 'two sweeps (onnc explore) cannot be compared; a report shows one',
)

export const baselineMisplaced: DiagnosticDef<[]> = defineDiagnostic(
  'baseline-misplaced',
  'usage',
  () => '--baseline is what a page compares with; there is no --report',
)
