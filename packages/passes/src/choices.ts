// What a compilation can be asked for. Without imports: a command line knows its choices before any pass is loaded.

/** What a layer is made good at; latency: of equally fast ways, the one of least energy; writes: as few rings written as can be. */
export const objectives = ['latency', 'energy', 'edp', 'writes'] as const
export type Objective = (typeof objectives)[number]

/** Which products go to the rings: all that can, those that cost less there, or none. */
export const photonicChoices = ['all', 'auto', 'none'] as const
export type Photonic = (typeof photonicChoices)[number]

/**
 * How zeros are left out: `packed`: the weights of a row stand side by side, wherever in the kernel they come from; `slice`: as SONIC (arXiv
 * 2109.04459) does it, those of one channel's kernel slice only, whether or not there are zeros; `none`: zeros stay.
 */
export const compressions = ['packed', 'slice', 'none'] as const
export type Compression = (typeof compressions)[number]

/** Which matrices are held once: none but constants that are one; those that are alike; transposed ones, too. */
export const sharings = ['none', 'alike', 'transposed'] as const
export type Sharing = (typeof sharings)[number]

export interface StageOptions {
  readonly objective?: Objective
  readonly photonic?: Photonic
  readonly compress?: Compression
  /** Bits that weights keep; more than a ring has take several tiles. */
  readonly weightBits?: number
  readonly share?: Sharing
  /** Inferences begin with what the one before left in the rings. */
  readonly steady?: boolean
  /** Share of the activations that are taken not to be zero, where leaving zeros out at run time is weighed. */
  readonly density?: number
}

/** The stages of a compilation and the passes that end each: `mvm` speaks of matrices, `mrr` of tiles and banks. */
export const stages: { readonly mvm: string; readonly mrr: string } = {
  mvm: 'lower-to-mvm,attach-affine,fold-layout,share-matrices,gather-electronic',
  mrr: 'tile,scale-by-light,assign-banks,plan-calibration',
}

const sharingPasses: Readonly<Record<Sharing, string>> = {
  none: '',
  alike: 'share-matrices,',
  transposed: 'share-matrices{match=transpose,permute,scale},',
}

function withOptions(pass: string, options: readonly string[]): string {
  return options.length === 0 ? pass : `${pass}{${options.join(' ')}}`
}

/** The stages of a compilation with other choices than the default ones. */
export function stagesFor({
  objective,
  photonic,
  compress,
  weightBits,
  density,
  share = 'alike',
  steady = false,
}: StageOptions): typeof stages {
  const goal = objective === undefined ? [] : [`objective=${objective}`]
  const cut = [
    ...(compress === undefined ? [] : [`compress=${compress}`]),
    ...(weightBits === undefined ? [] : [`weight-bits=${weightBits}`]),
    ...(density === undefined ? [] : [`density=${Math.round(100 * density)}`]),
  ]
  const lower = withOptions('lower-to-mvm', [...(photonic === undefined ? [] : [`photonic=${photonic}`]), ...goal])
  return {
    mvm: stages.mvm.replace('lower-to-mvm', lower).replace('share-matrices,', sharingPasses[share]),
    mrr: (share === 'transposed' ? `${withOptions('choose-directions', goal)},${stages.mrr}` : stages.mrr)
      .replace('tile', withOptions('tile', [...goal, ...cut]))
      .replace('assign-banks', withOptions('assign-banks', [...goal, ...(steady ? ['steady'] : [])])),
  }
}
