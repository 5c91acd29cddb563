import { applyPatterns, definePass, definePattern, type Pass, type Pattern, stringOption } from '@onnc/ir'

import { textOp } from './note-dialect.ts'

const options = {
  about: stringOption({ summary: 'Takes out only notes with this text in them' }),
}

/**
 * Takes notes out of a module: whoever read the result of a note reads the value it is about.
 *
 * Requires, Ensures: nothing.  Cost: linear in operations.
 * Before: %b = note.text "pixels" on %a : f32 -> f32; "test.use"(%b)
 * After:  "test.use"(%a)
 */
export const stripNotes: Pass<unknown, typeof options> = definePass({
  name: 'strip-notes',
  summary: 'Takes notes out',
  options,
  run(module, { about }, { registry, report }) {
    const { diagnostics } = applyPatterns(module, [passedOn(about)], registry)
    for (const diagnostic of diagnostics) report(diagnostic)
  },
})

function passedOn(about: string | undefined): Pattern<typeof textOp> {
  return definePattern({
    name: 'note passed on',
    root: textOp,
    rewrite({ operation, value, text }, rewriter) {
      if (about === undefined || text.includes(about)) rewriter.replace(operation, [value])
    },
  })
}
