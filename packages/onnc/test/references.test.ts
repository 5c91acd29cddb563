import { registry } from '@onnc/dialects'
import { loadTarget, shippedTargets, targetJsonSchema, targetPage } from '@onnc/hardware'
import { opReference, passReference } from '@onnc/ir'
import { isaReference } from '@onnc/isa'
import { passes } from '@onnc/passes'
import { jsonSchemas } from '@onnc/results'
import { type Diagnostic, diagnosticCatalogue, type DiagnosticDef, exitCodes } from '@onnc/support'
import { repositoryRoot } from '@onnc/testing'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'

import { commandExamples } from '../src/command-examples.ts'
import { createCommands } from '../src/command-line.ts'
import { references } from '../src/commands/references.ts'
import { operatorReference } from '../src/operator-reference.ts'
import { runOnnc } from './run-onnc.ts'

const reference = (name: string): string => join(repositoryRoot, 'docs/reference', name)
const generated = 'Generated from the code; `npm run bless` writes it anew.'
const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`

// Diagnostics are known once their modules are loaded, and commands load theirs when they run.
beforeAll(async () => {
  const commands = join(repositoryRoot, 'packages/onnc/src/commands')
  for (const file of readdirSync(commands)) await import(join(commands, file))
})

describe('references are what the code says', () => {
  test('instructions', async () => {
    await expect(isaReference()).toMatchFileSnapshot(reference('isa.md'))
  })

  test('dialects', async () => {
    const text = `# Dialects\n\n${generated}\n\n${registry.dialects.map(opReference).join('\n')}`
    await expect(text).toMatchFileSnapshot(reference('dialects.md'))
  })

  test('passes', async () => {
    const text = `# Passes\n\n${generated}\n\n## Passes of the toolchain\n\n${passReference(passes)}`
    await expect(text).toMatchFileSnapshot(reference('passes.md'))
  })

  test.each(Object.entries(references))('onnc %s prints its table', async (name, text) => {
    const { exitCode, out } = await runOnnc(name)
    expect(exitCode).toBe(0)
    expect(out.trimEnd()).toBe(text().trimEnd())
    expect(out.split('\n').length).toBeGreaterThan(20)
  })

  test('operators', async () => {
    await expect(`# Operators\n\n${generated} \`onnc ops\` prints it.\n\n${operatorReference()}`).toMatchFileSnapshot(
      reference('operators.md'),
    )
  })

  test.each(shippedTargets())('target %s', async (name) => {
    const target = loadTarget(name)
    if (!target.ok) throw new Error(name)
    const { markdown, charts } = targetPage(target.value)
    await expect(markdown).toMatchFileSnapshot(join(repositoryRoot, `docs/targets/${name}.md`))
    for (const [file, svg] of charts) await expect(svg).toMatchFileSnapshot(join(repositoryRoot, 'docs/targets', file))
  })

  test('command line', async () => {
    const program = createCommands({ out: () => undefined, err: () => undefined, isTerminal: false }, () => undefined)
    const all = program.commands.flatMap((c) => [
      [c.name(), c] as const,
      ...c.commands.map((sub) => [`${c.name()} ${sub.name()}`, sub] as const),
    ])
    const sections = all.map(
      ([name, c]) => `## onnc ${name}\n\n\`\`\`\n${c.helpInformation().trimEnd()}\n\nExample:\n  $ ${commandExamples[name]}\n\`\`\`\n`,
    )
    await expect(`# Command line\n\n${generated}\n\n${sections.join('\n')}`).toMatchFileSnapshot(reference('command-line.md'))
  })

  test('diagnostics', async () => {
    const rows = diagnosticCatalogue().map((d) => `| \`${d.code}\` | ${d.severity} | ${d.class} | ${exitCodes[d.class]} | ${example(d)} |`)
    const text = `# Diagnostics\n\n${generated} The class decides the exit code; remarks and warnings have none of their own.\n\n`
    await expect(
      `${text}| code | severity | class | exit code | message |\n|---|---|---|---|---|\n${rows.join('\n')}\n`,
    ).toMatchFileSnapshot(reference('diagnostics.md'))
  })

  test('every diagnostic has a code of its own', () => {
    const codes = diagnosticCatalogue().map((d) => d.code)
    expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([])
  })

  test.each(Object.entries(jsonSchemas()))('schema of the %s document', async (name, schema) => {
    await expect(json(schema)).toMatchFileSnapshot(reference(`schemas/${name}.schema.json`))
  })

  test('schema of target files', async () => {
    await expect(json(targetJsonSchema())).toMatchFileSnapshot(reference('schemas/target.schema.json'))
  })
})

/** The message with an ellipsis for what it names; some messages need more than text to be made. */
function example(def: DiagnosticDef<never>): string {
  try {
    return (def as unknown as (...args: string[]) => Diagnostic)('…', '…', '…', '…', '…')
      .message.replaceAll('|', '\\|')
      .replaceAll('\n', ' ')
  } catch {
    return ''
  }
}

const documents = readdirSync(repositoryRoot, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.md') && !/(^|\/)(node_modules|dist|\.git)\//.test(file),
)

test.each(documents)('%s links to what exists', (file) => {
  const text = readFileSync(join(repositoryRoot, file), 'utf8')
  const links = [...text.matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map(([, link]) => link!).filter((link) => !/^https?:/.test(link))
  for (const link of links) expect(existsSync(join(repositoryRoot, dirname(file), link)), `${file} links to ${link}`).toBe(true)
})
