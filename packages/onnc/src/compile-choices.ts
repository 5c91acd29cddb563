import { stages } from '@onnc/passes/choices'

/**
 * The forms a model takes on its way; `asm` is the program as text. `dot` and `svg` are its graph, coloured by where nodes run; `ir-html`
 * is a page with all stages.
 */
export const emitStages = ['onnx', 'mvm', 'mrr', 'asm', 'dot', 'svg', 'ir-html'] as const
export type EmitStage = (typeof emitStages)[number]

/** The passes of a compilation for which none are named. */
export const defaultPipeline = `${stages.mvm},${stages.mrr}`

export const defaultTarget = 'rnb-64'
