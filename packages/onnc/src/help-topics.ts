import { exitCodes } from '@onnc/support'
import { loadTarget, shippedTargets } from '@onnc/hardware'
import { passes } from '@onnc/passes'
import { alignColumns } from '@onnc/report'

import { defaultPipeline } from './compile-choices.ts'
import { pipeClosed } from './terminal.ts'

export interface HelpTopic {
  readonly summary: string
  readonly text: () => string
}

/** What is worth knowing beyond single commands, by topic. */
export const helpTopics: Readonly<Record<string, HelpTopic>> = {
  modes: {
    summary: 'what is computed: ideal, quantized, noisy, device, timing',
    text: () =>
      table([
        ['ideal', 'exact arithmetic; must equal ONNX Runtime'],
        ['quantized', 'ring levels, DACs and ADCs of the target'],
        ['noisy', 'those, and the errors and noise of one chip (--seed, --chip, --fault)'],
        ['device', 'the same ring by ring; slow, it proves noisy'],
        ['timing', 'no values: time and energy, which are the same in all modes'],
      ]),
  },
  inputs: {
    summary: 'ways to give a model its inputs, and to compare its outputs',
    text: () =>
      table([
        ['--inputs DIR', 'input_0.pb, input_1.pb, ... as ONNX test cases have them; output_0.pb, ... are compared with --compare'],
        ['--input NAME=F', 'one input as .npy, .npz or .pb; repeatable'],
        ['--random-inputs N', 'floats in [-1, 1), integers 0 or 1, from seed N, for inputs that are not given'],
        ['--compare', 'with stored outputs, else with ONNX Runtime on the model (for a .mrr: --reference MODEL)'],
        ['--tolerance R', 'allowed error relative to the largest output; without it only ideal can fail'],
      ]),
  },
  pipelines: {
    summary: 'passes that --pipeline takes, and how they are written',
    text: () =>
      [
        'Passes with options, separated by commas; those of functions stand in func.func(...):',
        "  --pipeline 'sparsify{sparsity=0.5},func.func(cse,dce)'",
        '',
        'Without --pipeline:',
        `  ${defaultPipeline}`,
        '',
        table(passes.map(({ name, summary }) => [name, summary])),
      ].join('\n'),
  },
  targets: {
    summary: 'machines that are shipped, and how to describe your own',
    text: () =>
      [
        table(shippedTargets().map((name) => [name, firstSentence(name)])),
        '',
        '  onnc targets show NAME      every quantity with its source',
        '  onnc targets new -o F.yaml  a file to start from, for --target F.yaml',
      ].join('\n'),
  },
  reports: {
    summary: 'pages, tables and traces of what a program does',
    text: () =>
      table([
        ['--report F.html', 'compile, run, eval: layers, timeline, tiles, accuracy and assumptions in one file'],
        ['--json --details', 'the same as JSON; `onnc report R.json -o F.html` makes the page, of two files a comparison'],
        ['onnc compare A B', 'two saved results as a table'],
        ['onnc explain P.mrr', 'why layers cost what they cost, and what would change it'],
        ['--trace F.json', 'run: what every unit does when, for Perfetto'],
        ['--emit dot|svg', 'compile: the graph, coloured by where nodes run'],
        ['--emit ir-html', 'compile: every stage of the compilation side by side'],
      ]),
  },
  'exit-codes': {
    summary: 'what a command leaves to scripts',
    text: () =>
      table([
        ['0', 'all went well'],
        ...Object.entries(exitCodes).map(([kind, code]) => [String(code), exitMeanings[kind as keyof typeof exitCodes]]),
        [String(pipeClosed), 'the reader of a pipe left before the end'],
      ]),
  },
  environment: {
    summary: 'variables that are looked at',
    text: () =>
      table([
        ['NO_COLOR', 'set and not empty: no colours (https://no-color.org)'],
        ['FORCE_COLOR', 'colours in pipes too; 0: none'],
        ['ONNC_DEBUG', 'set: crashes show their stack'],
      ]),
  },
}

const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  check: 'a comparison or check failed',
  usage: 'arguments, input names, shapes or types, unknown names',
  invalid: 'an invalid file: model, program, target, chip, IR, result',
  unsupported: 'unsupported; all reasons are listed',
  'does-not-fit': 'does not fit the target',
  internal: 'a fault of onnc',
}

function firstSentence(name: string): string {
  const target = loadTarget(name)
  return target.ok
    ? target.value.description
        .trim()
        .replaceAll(/\s+/g, ' ')
        .split(/(?<=[.:;]) /)[0]!
    : ''
}

/** Two columns, both to the left. */
function table(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([first]) => first!.length))
  return alignColumns(rows.map(([first, second]) => [`${first!.padEnd(width)}  ${second}`]))
}
