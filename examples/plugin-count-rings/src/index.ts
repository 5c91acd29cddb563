import { definePlugin, type Plugin } from '@onnc/ir'

import { countRings } from './count-rings.ts'
import { noteDialect } from './note-dialect.ts'
import { stripNotes } from './strip-notes.ts'

/** What `--plugin` looks for. */
export const plugin: Plugin = definePlugin({
  name: 'count-rings',
  dialects: [noteDialect],
  passes: [countRings, stripNotes],
})
