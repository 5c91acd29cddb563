import { expect, test } from 'vitest'

import {
  addPlugins,
  boolOption,
  createRegistry,
  defineCheck,
  defineDialect,
  defineOp,
  definePass,
  definePlugin,
  intOption,
  parsePipeline,
  passReference,
  readPlugin,
} from '../src/index.ts'
import { registry } from './toy.ts'

const check = defineCheck({ name: 'shiny', summary: 'Everything shines', run: () => undefined })
const polish = definePass({
  name: 'polish',
  summary: 'Makes things shine',
  options: { maxRounds: intOption({ summary: 'Rounds at most', default: 3, min: 1 }), wet: boolOption({ summary: 'With water' }) },
  ensures: [check],
  run: () => undefined,
})
const dialect = defineDialect({ name: 'shop', summary: 'Things', ops: [defineOp('shop.vase', { summary: 'A vase.' })] })
const plugin = definePlugin({ name: 'shop', passes: [polish], dialects: [dialect] })

test('a plugin adds passes and dialects', () => {
  const read = readPlugin({ plugin }, './shop.mjs')
  const added = read.ok ? addPlugins({ registry, passes: [] }, [read.value]) : read
  expect(added.ok && added.value.registry.definitionOf('shop.vase')?.summary).toBe('A vase.')
  expect(added.ok && parsePipeline('polish{max-rounds=1}', added.value.passes).ok).toBe(true)
  expect(registry.definitionOf('shop.vase')).toBeUndefined()
})

test('names that are taken are refused, all at once', () => {
  const base = { registry: createRegistry([dialect]), passes: [polish] }
  expect(addPlugins(base, [plugin]).diagnostics.map((d) => d.message)).toEqual([
    "plugin 'shop' defines pass 'polish', which there is already",
    "plugin 'shop' defines dialect 'shop', which there is already",
  ])
})

test.each([
  [undefined, "plugin 'p.mjs' must export 'plugin', an object with a name, as definePlugin makes it"],
  [{ plugin: { passes: [] } }, "plugin 'p.mjs' must export 'plugin', an object with a name, as definePlugin makes it"],
  [{ plugin: { name: 'p', passes: 'all' } }, "plugin 'p.mjs' has passes that are not a list"],
  [
    { plugin: { name: 'p', passes: [polish, { name: 'x', run() {} }] } },
    "plugin 'p.mjs' has a pass (number 2) that definePass did not make",
  ],
  [
    { plugin: { name: 'p', dialects: [{ name: 'a', ops: dialect.ops }] } },
    "plugin 'p.mjs' has a dialect (number 1) that defineDialect did not make",
  ],
])('what is no plugin is refused: %#', (exported, message) => {
  expect(readPlugin(exported, 'p.mjs').diagnostics.map((d) => d.message)).toEqual([message])
})

test('the reference shows options, requirements and what holds after', () => {
  expect(passReference([polish])).toMatchInlineSnapshot(`
    "### \`polish\`

    Makes things shine.

    | option | value | default | what |
    |---|---|---|---|
    | \`max-rounds\` | an integer from 1 | \`3\` | Rounds at most |
    | \`wet\` | true or false | \`false\` | With water |

    Ensures \`shiny\`: Everything shines.
    "
  `)
})
