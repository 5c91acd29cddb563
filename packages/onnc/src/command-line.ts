import { readFileSync } from 'node:fs'

import { Command, CommanderError, Option } from 'commander'

import { compressions, objectives, photonicChoices, sharings } from '@onnc/passes/choices'

import { defaultPipeline, defaultTarget, emitStages } from './compile-choices.ts'
import { commandExamples } from './command-examples.ts'
import { commandFault } from './command-fault.ts'
import { commandLine, crash } from './onnc-diagnostics.ts'
import { addExploreCommands } from './explore-commands.ts'
import { addSeeCommands } from './see-commands.ts'
import { showFailure } from './show-diagnostics.ts'
import type { Terminal } from './terminal.ts'

/** Runs one command; returns its exit code and never throws. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const json = args.includes('--json')
  let exitCode = 0
  const program = createCommands(terminal, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : commanderFailure(program, error, terminal, json)
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined }
    if (process.env['ONNC_DEBUG'] !== undefined && stack !== undefined) terminal.err(`${stack}\n`)
    return showFailure(terminal, [crash(message)], json)
  }
}

/** Without any command, help is what is wanted. */
function commanderFailure(program: Command, { code, message }: CommanderError, terminal: Terminal, json: boolean): number {
  if (code !== 'commander.help') return showFailure(terminal, [commandLine(commandFault(message))], json)
  terminal.err(program.helpInformation())
  return 2
}

/** The whole command line; help and the reference page are made from it. */
export function createCommands(terminal: Terminal, finish: (exitCode: number) => void): Command {
  const program = new Command('onnc')
    .description('Compiles ONNX models to programs for micro-ring-resonator photonic accelerators, and runs them on the modelled machine')
    .version(packageVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: () => undefined })
    .showSuggestionAfterError(true)
    .helpCommand(false)

  const compile = program
    .command('compile')
    .description('Compile a model to a program')
    .argument('<model>', 'ONNX model')
    .option('-o, --output <file>', 'write the program (with --emit: the text) to this file')
    .addOption(
      new Option('--emit <stage>', 'print one stage, or a picture, instead of writing a program')
        .choices(emitStages)
        .conflicts(['report', 'details']),
    )
    .option('--range-data <file>', 'samples (.npz) that the ranges of converters are set from, which the program then holds')
    .option('--json', 'print one JSON document on standard output')
    .action(async (model, flags) => {
      const { compileCommand } = await import('./commands/compile.ts')
      finish(await compileCommand(model, flags, terminal))
    })
  addReportOptions(compile)
  addCompileOptions(compile)

  const explain = program
    .command('explain')
    .description(
      'Say what becomes of every product of a model, at what predicted cost, and what was rejected (free dimensions are 1); ' +
        'of a program, what each layer costs, why, and what would change it',
    )
    .argument('<file>', 'ONNX model, or program (.mrr)')
    .argument('[node]', 'one ONNX node of a program')
    .option('--json', 'print one JSON document on standard output')
    .action(async (file, node, flags) => {
      const { explainCommand } = await import('./commands/explain.ts')
      finish(await explainCommand(file, node, flags, terminal))
    })
  addCompileOptions(explain)

  const run = program
    .command('run')
    .description('Run a program, or compile a model and run it')
    .argument('<file>', 'program (.mrr) or ONNX model')
    .addOption(repeatable('--input <name=file>', 'one input: .npy, .npz or .pb'))
    .option('--inputs <folder>', 'a folder of input_0.pb, ... and perhaps output_0.pb, ...')
    .option('--random-inputs <seed>', 'inputs not given: floats in [-1, 1), integers 0 or 1')
    .addOption(modeOption())
    .option('--compare', 'compare the outputs with the stored ones, or with ONNX Runtime')
    .option('--reference <model>', 'the model that ONNX Runtime runs for --compare')
    .option('--tolerance <fraction>', 'allowed error relative to the largest output; makes --compare binding in every mode')
    .option('--seed <n>', 'of the chip and its noise (default: 0)')
    .addOption(repeatable('--fault <ring>', 'a ring without drive: ring=UNIT.BANK.ROW.COLUMN'))
    .option('--fault-rate <share>', 'share of all rings that are without drive')
    .option('--range-data <file>', 'samples (.npz) that the ranges of converters are set from; measured for each inference otherwise')
    .option('--threads <n>', 'threads that compute; results do not depend on it (default: one a core, at most 8)')
    .option('--density <share>', 'assumed share of inputs that are not zero, of targets that gate zeros, in mode timing (default: 1)')
    .option('--chip <file>', 'the chip it runs on (onnc chip new); a linked program is driven as it was linked')
    .option('--trace <file>', 'write what every unit does when, as Chrome JSON that Perfetto opens')
    .option('--log', 'print a line for each instruction, in the order in which they start')
    .option('--outputs <folder>', 'write each output as .npy')
    .option('--json', 'print one JSON document on standard output')
    .action(async (file, flags) => {
      const { runCommand } = await import('./commands/run.ts')
      finish(await runCommand(file, flags, terminal))
    })
  addReportOptions(run)
  addCompileOptions(run)

  const evaluate = program
    .command('eval')
    .description('Measure accuracy on labelled images, beside ONNX Runtime')
    .argument('<file>', 'ONNX model, or program (.mrr)')
    .requiredOption('--images <file>', 'images: idx, npy or CIFAR records, also .gz')
    .option('--labels <file>', 'labels: idx or npy, also .gz (CIFAR records hold their own)')
    .option('--limit <n>', 'only the first n images')
    .option('--scale <s>', 'pixels enter as pixel * scale + offset', '1')
    .option('--offset <o>', 'see --scale', '0')
    .addOption(modeOption())
    .option('--seed <n>', 'of the (first) chip and its noise (default: 0)')
    .addOption(repeatable('--fault <ring>', 'a ring without drive: ring=UNIT.BANK.ROW.COLUMN'))
    .option('--fault-rate <share>', 'share of all rings that are without drive')
    .option('--range-data <file>', 'samples (.npz) that the ranges of converters are set from; measured for each inference otherwise')
    .option('--threads <n>', 'threads that compute; results do not depend on it (default: one a core, at most 8)')
    .option('--chips <n>', 'evaluate n virtual chips: mean, spread and worst accuracy')
    .option('--workers <n>', 'processes for --chips; results do not depend on it (default: one a core)')
    .option('--resume <file>', 'keep the results of --chips here, and go on from them')
    .option('--reference <model>', 'the model that ONNX Runtime runs beside a program')
    .option('--json', 'print one JSON document on standard output')
    .action(async (file, flags) => {
      const { evalCommand } = await import('./commands/eval.ts')
      finish(await evalCommand(file, flags, terminal))
    })
  addReportOptions(evaluate)
  addCompileOptions(evaluate)

  program
    .command('conformance')
    .description('Compile and run every case of a folder, and compare with its stored outputs and ONNX Runtime')
    .argument('<folder>', 'folders with model.onnx and test_data_set_*/{input,output}_*.pb, however deep')
    .option('--target <target>', 'shipped target, or target file', defaultTarget)
    .addOption(modeOption(['ideal', 'quantized']))
    .option('--pipeline <passes>', `passes with options, separated by commas (default: ${defaultPipeline})`)
    .option('--json [file]', 'write the result of each case as one JSON document, to standard output where no file is named')
    .action(async (folder, flags) => {
      const { conformanceCommand } = await import('./commands/conformance.ts')
      finish(await conformanceCommand(folder, flags, terminal))
    })

  program
    .command('ops')
    .description('Print what becomes of every operator: photonic, electronic or refused, and under which conditions')
    .action(async () => {
      const { referenceCommand } = await import('./commands/references.ts')
      finish(referenceCommand('ops', terminal))
    })

  program
    .command('passes')
    .description('Print what every pass does, and its options')
    .action(async () => {
      const { referenceCommand } = await import('./commands/references.ts')
      finish(referenceCommand('passes', terminal))
    })

  program
    .command('isa')
    .description('Print every instruction with its fields and their bits')
    .action(async () => {
      const { referenceCommand } = await import('./commands/references.ts')
      finish(referenceCommand('isa', terminal))
    })

  const opt = program
    .command('opt')
    .description('Run passes on IR text, generic or pretty; a filter for pipes with other MLIR tools')
    .argument('<file>', 'IR text, or - for standard input')
    .option('-o, --output <file>', 'write the text to this file')
    .option('--pipeline <passes>', 'passes with options, separated by commas: tile,func.func(cse)')
    .option('--verify-only', 'parse and verify, print nothing')
    .action(async (file, flags) => {
      const { optCommand } = await import('./commands/opt.ts')
      finish(await optCommand(file, flags, terminal))
    })
  addPassOptions(opt)

  const transform = program
    .command('transform')
    .description('Run passes of the onnx dialect on a model and write a model again')
    .argument('<model>', 'ONNX model')
    .requiredOption('-o, --output <file>', 'write the model to this file')
    .option('--pipeline <passes>', 'passes that stay in the onnx dialect: func.func(cse,dce)')
    .addOption(dimOption())
    .action(async (model, flags) => {
      const { transformCommand } = await import('./commands/transform.ts')
      finish(await transformCommand(model, flags, terminal))
    })
  addPassOptions(transform)

  program
    .command('sensitivity')
    .description('Measure what accuracy each layer loses to zeros and to few levels, and propose settings for all; free dimensions are 1')
    .argument('<model>', 'ONNX model')
    .requiredOption('--images <file>', 'images: idx, npy or CIFAR records, also .gz')
    .option('--labels <file>', 'labels: idx or npy, also .gz (CIFAR records hold their own)')
    .option('--limit <n>', 'only the first n images')
    .option('--scale <s>', 'pixels enter as pixel * scale + offset', '1')
    .option('--offset <o>', 'see --scale', '0')
    .option('--sparsity <shares>', 'shares of zeros to try', '0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9')
    .option('--levels <numbers>', 'numbers of levels to try', '4,8,16,32,64')
    .option('--budget <share>', 'share of the images that the proposal may lose', '0.01')
    .addOption(dimOption())
    .option('--resume <file>', 'keep results in this file as they come, and take those that are there')
    .option('--plot <file>', 'write accuracy against zeros and levels as SVG')
    .option('--json', 'print one JSON document on standard output')
    .action(async (model, flags) => {
      const { sensitivityCommand } = await import('./commands/sensitivity.ts')
      finish(await sensitivityCommand(model, flags, terminal))
    })

  const chip = program.command('chip').description('Virtual chips: where their rings are, what their heaters do').helpCommand(false)
  chip
    .command('new')
    .description("Make a virtual chip from a target's statistics")
    .option('--target <target>', 'shipped target, or target file', defaultTarget)
    .option('--seed <n>', 'of the chip', '0')
    .option('--dead-rate <share>', 'share of the rings that are without drive', '0')
    .option('-o, --output <file>', 'write to this file')
    .action(async (flags) => {
      const { chipNewCommand } = await import('./commands/chip-new.ts')
      finish(chipNewCommand(flags, terminal))
    })

  program
    .command('link')
    .description("Turn a program's levels into drive codes for one chip")
    .argument('<program>', 'program (.mrr)')
    .requiredOption('--chip <file>', 'the chip')
    .requiredOption('-o, --output <file>', 'write the linked program to this file')
    .action(async (file, flags) => {
      const { linkCommand } = await import('./commands/link.ts')
      finish(linkCommand(file, flags, terminal))
    })

  addTargetCommands(program, terminal, finish)
  addProgramCommands(program, terminal, finish)
  addExploreCommands(program, terminal, finish)
  addSeeCommands(program, terminal, finish)

  for (const command of program.commands.flatMap((c) => [c, ...c.commands])) {
    command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: () => undefined })
    const example = commandExamples[commandPath(command)]
    if (example !== undefined) command.addHelpText('after', `\nExample:\n  $ ${example}`)
  }
  program.hook('preAction', (_, command) => {
    const { details, json } = command.opts<{ details?: boolean; json?: boolean }>()
    if (details === true && json !== true) command.error("error: option '--details' is of use with --json only")
  })
  program.addHelpText('after', '\nonnc help COMMAND tells more of a command, onnc help lists topics.')
  return program
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return version
}

/** 'compile', or 'targets show'. */
export function commandPath(command: Command): string {
  const above = command.parent?.parent ? `${command.parent.name()} ` : ''
  return `${above}${command.name()}`
}

function addProgramCommands(program: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  program
    .command('check')
    .description('Prove that a program does what it was compiled to do: structure, waits, and a replay against its claims')
    .argument('<program>', 'program (.mrr)')
    .option('--target <target>', 'check it for this target instead of the one it was compiled for')
    .option('--json', 'print one JSON document on standard output')
    .action(async (file, flags) => {
      const { checkCommand } = await import('./commands/check.ts')
      finish(checkCommand(file, flags, terminal))
    })
  program
    .command('dis')
    .description('Write a program as text: its instructions, and beside them a blob with everything else')
    .argument('<program>', 'program (.mrr)')
    .option('-o, --output <file>', 'write the text to this file, and the blob beside it')
    .action(async (file, flags) => {
      const { disCommand } = await import('./commands/dis.ts')
      finish(disCommand(file, flags, terminal))
    })
  program
    .command('as')
    .description('Make a program of its text and the blob that the text names')
    .argument('<text>', 'assembly text, with its blob beside it')
    .option('-o, --output <file>', 'write the program to this file')
    .action(async (file, flags) => {
      const { asCommand } = await import('./commands/as.ts')
      finish(asCommand(file, flags, terminal))
    })
}

function addTargetCommands(program: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  const targets = program
    .command('targets')
    .description('List the shipped targets, or show, check, compare and start target files')
    .argument('[target]', 'as `targets show`')
    .helpCommand(false)
    .action(async (target) => {
      const { targetsCommand } = await import('./commands/targets.ts')
      finish(targetsCommand(target, terminal))
    })
  targets
    .command('show')
    .description('Show every quantity of a target with its meaning and source')
    .argument('<target>', 'shipped target, or target file')
    .action(async (target) => {
      const { targetsShowCommand } = await import('./commands/targets.ts')
      finish(targetsShowCommand(target, terminal))
    })
  targets
    .command('check')
    .description('Check a target file, and say how many bits its physics gives and what limits them')
    .argument('<target>', 'target file, or shipped target')
    .option('--program <file>', 'also the signal to noise ratio of the layers of this program (.mrr)')
    .option('--json', 'print one JSON document on standard output')
    .action(async (target, flags) => {
      const { targetsCheckCommand } = await import('./commands/targets-check.ts')
      finish(targetsCheckCommand(target, flags, terminal))
    })
  targets
    .command('compare')
    .description('Compare two targets: what follows from them, and the parameters that differ')
    .argument('<first>', 'shipped target, or target file')
    .argument('<second>', 'shipped target, or target file')
    .action(async (first, second) => {
      const { targetsCompareCommand } = await import('./commands/targets-compare.ts')
      finish(targetsCompareCommand(first, second, terminal))
    })
  targets
    .command('new')
    .description('Write a commented target file to start from')
    .option('-o, --output <file>', 'write to this file')
    .option('--from <target>', 'shipped target that it extends', defaultTarget)
    .action(async (flags) => {
      const { targetsNewCommand } = await import('./commands/targets-new.ts')
      finish(targetsNewCommand(flags, terminal))
    })
  targets
    .command('schema')
    .description('Print the JSON Schema of target files, for completion in editors')
    .option('-o, --output <file>', 'write to this file')
    .action(async (flags) => {
      const { targetsSchemaCommand } = await import('./commands/targets.ts')
      finish(targetsSchemaCommand(flags, terminal))
    })
}

function modeOption(modes: readonly string[] = ['ideal', 'quantized', 'noisy', 'device', 'timing']): Option {
  const meanings = {
    ideal: 'exact arithmetic',
    quantized: 'levels, DACs and ADCs',
    noisy: 'and the errors and noise of a chip',
    device: 'the same ring by ring, slowly',
    timing: 'no values',
  }
  const text = Object.entries(meanings).flatMap(([mode, meaning]) => (modes.includes(mode) ? [`${mode}: ${meaning}`] : []))
  return new Option('--mode <mode>', text.join('; ')).choices(modes).default('ideal')
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, `${description} (repeatable)`).argParser((value: string, earlier: string[] | undefined) => [
    ...(earlier ?? []),
    value,
  ])
}

function dimOption(): Option {
  return repeatable('--dim <name=n>', 'size of a free dimension: NAME=N or INPUT[AXIS]=N')
}

/** The flags of everything whose result can be looked at. */
function addReportOptions(command: Command): void {
  command
    .option('--report <file>', 'write a page with tables, timeline, tiles and every assumption (HTML)')
    .option('--baseline <file>', 'with --report: a saved result (--json) that the page compares with')
    .option('--details', 'with --json: also what a page shows beyond the numbers, for `onnc report`')
}

/** The flags of everything that compiles. */
function addCompileOptions(command: Command): void {
  command
    .option('--pipeline <passes>', `passes with options, separated by commas (default: ${defaultPipeline})`)
    .addOption(dimOption())
    .addOption(new Option('--objective <goal>', 'what layers are cut and placed for (default: latency)').choices(objectives))
    .addOption(
      new Option('--photonic <which>', 'products that go to the rings: all that can, or those that cost less there (default: all)').choices(
        photonicChoices,
      ),
    )
    .addOption(
      new Option('--compress <how>', 'how zero weights are left out with their inputs: `tile` says more (default: packed)').choices(
        compressions,
      ),
    )
    .addOption(
      new Option(
        '--share <which>',
        'matrices held once: those that are alike up to order and scale, or transposed too (default: alike)',
      ).choices(sharings),
    )
    .option('--steady', 'for inferences that follow each other: each begins with what the one before left in the rings')
    .option('--no-exact', 'leave the float weights out of the program; ideal mode then refuses')
  addPassOptions(command)
}

/** The flags of everything that runs passes. */
function addPassOptions(command: Command): void {
  command
    .option('--target <target>', 'shipped target, or target file', defaultTarget)
    .addOption(repeatable('--plugin <module>', 'a file or package whose passes and dialects are added'))
    .option('--generic', 'print IR in the generic form of MLIR')
    .option('--elide-constants <n>', 'leave constants of more than n elements out of printed IR')
    .option('--print-ir-before <passes>', 'print the IR before these passes, or all')
    .option('--print-ir-after <passes>', 'print the IR after these passes, or all')
    .option('--print-ir-diff', 'print what each pass changed')
    .option('--pass-timing', 'print what each pass took')
    .option('--remarks', 'say what the passes decided, and why')
}
