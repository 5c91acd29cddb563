import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

import { commandExamples } from '../src/command-examples.ts'
import { commandPath, createCommands } from '../src/command-line.ts'
import { helpTopics } from '../src/help-topics.ts'
import { runOnnc } from './run-onnc.ts'

const program = createCommands({ out: () => undefined, err: () => undefined, isTerminal: false }, () => undefined)
const all = program.commands.flatMap((command) => [command, ...command.commands])

test('every command has an example that its own options take', () => {
  expect(Object.keys(commandExamples).toSorted()).toEqual(all.map(commandPath).toSorted())
  for (const command of all) {
    const known = new Set(command.options.flatMap(({ short, long }) => [short, long]))
    // Behind a pipe stands another command.
    const words = commandExamples[commandPath(command)]!.split(' | ')[0]!.split(' ')
    if (command.commands.length > 0) continue
    for (const word of words) if (word.startsWith('-')) expect(known, `${commandPath(command)} ${word}`).toContain(word)
  }
})

test('help knows every command and topic, and guesses what was meant', async () => {
  for (const name of [...Object.keys(helpTopics), 'compile']) expect((await runOnnc('help', name)).exitCode).toBe(0)
  expect((await runOnnc('help', 'targets', 'show')).out).toContain('Usage: onnc targets show')
  expect((await runOnnc('help', 'compile')).out).toContain('Example:\n  $ onnc compile')
  expect((await runOnnc('compile', '--help')).out).toContain('Example:\n  $ onnc compile')
  expect((await runOnnc('help')).out).toContain('exit-codes')
  expect(await runOnnc('help', 'mods')).toMatchObject({ exitCode: 2, err: expect.stringContaining("did you mean 'modes'?") })
  expect(await runOnnc('help', '__proto__')).toMatchObject({ exitCode: 2 })
})

test.each([
  [['cmpile', 'x'], 'Did you mean compile?'],
  [['run', 'x', '--mdoe', 'ideal'], 'Did you mean --mode?'],
  [['run', 'x', '--mode', 'quantised'], 'Did you mean quantized?'],
  [['completion', 'bsh'], 'Did you mean bash?'],
  [['targets', 'rnb-65'], "did you mean 'rnb-64'?"],
])('%j is answered with %s', async (args, hint) => {
  expect(await runOnnc(...args)).toMatchObject({ exitCode: 2, err: expect.stringContaining(hint) })
})

test('without a command, help comes, and exit code 2', async () => {
  expect(await runOnnc()).toMatchObject({ exitCode: 2, err: expect.stringContaining('Usage: onnc') })
})

describe('completion', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onnc-completion-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const found = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0

  async function scriptOf(shell: string): Promise<string> {
    const file = join(folder, `onnc.${shell}`)
    writeFileSync(file, (await runOnnc('completion', shell)).out)
    return file
  }

  const cases: readonly (readonly [line: string, some: readonly string[]])[] = [
    ['onnc comp', ['compile', 'compare', 'completion']],
    ['onnc compile --emit m', ['mvm', 'mrr']],
    ['onnc compile --target rn', ['rnb-16', 'rnb-64', 'rnb-64-double']],
    ['onnc run --mode ', ['ideal', 'quantized', 'noisy', 'device', 'timing']],
    ['onnc targets sch', ['schema']],
    ['onnc targets show so', ['sonic']],
    ['onnc completion ', ['bash', 'zsh', 'fish']],
    ['onnc eval --chi', ['--chips']],
  ]

  test.skipIf(!found('bash')).each(cases)('bash: %s', async (line, some) => {
    const words = line.split(' ')
    const list = words.map((word) => `'${word}'`).join(' ')
    const script = `source ${await scriptOf('bash')}; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _onnc; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout.trim().split('\n').toSorted()).toEqual(some.toSorted())
  })

  test.skipIf(!found('fish')).each(cases)('fish: %s', async (line, some) => {
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', `source ${await scriptOf('fish')}; complete -C '${line}'`], {
      encoding: 'utf8',
      cwd: folder,
    })
    expect(stderr).toBe('')
    const offered = stdout
      .trim()
      .split('\n')
      .map((row) => row.split('\t')[0])
    for (const word of some) expect(offered).toContain(word)
  })

  test.skipIf(!found('zsh'))('zsh reads its script', async () => {
    const script = `autoload -Uz compinit; compinit -D -u; source ${await scriptOf('zsh')}; [[ $_comps[onnc] == _onnc ]]`
    expect(spawnSync('zsh', ['-f', '-c', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  })
})

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string }
  expect(await runOnnc('--version')).toMatchObject({ exitCode: 0, out: `${version}\n`, err: '' })
})

test('a pipe that is closed early ends the command without a word', async () => {
  const main = new URL('../src/main.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--conditions=@onnc/source', main, 'isa'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()))
  child.stdout.destroy()
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  expect({ code, words }).toEqual({ code: 141, words: '' })
})
