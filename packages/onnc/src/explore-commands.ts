import { type Command, Option } from 'commander'

import { compressions, objectives } from '@onnc/passes/choices'

import { defaultTarget } from './compile-choices.ts'
import type { Terminal } from './terminal.ts'

/** Commands that measure many variants of models and machines. */
export function addExploreCommands(program: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  program
    .command('ablate')
    .description('Measure what sparsity, clustering, compression and gating each buy; free dimensions are 1')
    .argument('<model>', 'ONNX model')
    .option('--target <target>', 'shipped target, or target file', defaultTarget)
    .option('--sparsity <share>', "share of zeros in each layer, or 'as-is'", '0.5')
    .option('--levels <n>', "levels of each layer, or 'as-is'", '64')
    .option(
      '--weight-bits <n>',
      'bits that weights keep before they are clustered, on several tiles if rings have fewer (default: what rings have)',
    )
    .addOption(
      new Option('--compress <how>', 'how zeros are left out').choices(compressions.filter((how) => how !== 'none')).default('packed'),
    )
    .addOption(objectiveOption())
    .addOption(repeatable('--input <name=file>', 'one input, whose zeros are counted: .npy, .npz or .pb (default: random inputs)'))
    .option('--inputs <folder>', 'a folder of input_0.pb, ...')
    .addOption(repeatable('--dim <size>', 'bind a free dimension: NAME=N, or INPUT[AXIS]=N'))
    .option('--json', 'print one JSON document on standard output')
    .action(async (model, flags) => {
      const { ablateCommand } = await import('./commands/ablate.ts')
      finish(await ablateCommand(model, flags, terminal))
    })
  program
    .command('explore')
    .description('Sweep parameters of a target over models, in mode timing: the Pareto front by FPS/W, energy for each bit, power and area')
    .argument('<models...>', 'ONNX models; free dimensions are 1')
    .option('--target <target>', 'shipped target, or target file', defaultTarget)
    .addOption(
      repeatable('--sweep <values>', 'a parameter and its values: units.conv.columns=3:10, or =4:64:4, or =5,9,50').makeOptionMandatory(),
    )
    .option('--sparsity <share>', "share of zeros in each layer, or 'as-is'", 'as-is')
    .option('--levels <n>', "levels of each layer, or 'as-is'", 'as-is')
    .addOption(new Option('--compress <how>', 'how zeros are left out').choices(compressions).default('packed'))
    .addOption(objectiveOption())
    .option('--density <share>', 'assumed share of inputs that are not zero, of targets that gate zeros', '1')
    .option('--workers <n>', 'processes; results do not depend on it (default: one a core)')
    .option('--resume <file>', 'keep results in this file as they come, and take those that are there')
    .option('--csv <file>', 'write all points as CSV')
    .option('--plot <file>', 'write all points and the front as SVG')
    .option('--report <file>', 'write a page with all points and the front (HTML)')
    .option('--json', 'print one JSON document on standard output')
    .action(async (models, flags) => {
      const { exploreCommand } = await import('./commands/explore.ts')
      finish(await exploreCommand(models, flags, terminal))
    })
}

function objectiveOption(): Option {
  return new Option('--objective <goal>', 'what layers are cut and placed for (default: latency)').choices(objectives)
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, earlier: string[] | undefined) => [...(earlier ?? []), value])
}
