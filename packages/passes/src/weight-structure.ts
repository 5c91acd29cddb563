import type { OptionSpec } from '@onnc/ir'

/** What becomes zero together: single weights, whole rows or columns of the matrix, or all but `keep` of every `group` in a row. */
export type WeightStructure = 'elements' | 'rows' | 'columns' | { readonly keep: number; readonly group: number }

const largestGroup = 256

export function structureText(structure: WeightStructure): string {
  return typeof structure === 'string' ? structure : `${structure.keep}:${structure.group}`
}

/** The option of a pass: `structure=rows`, `structure=2:4`. */
export const structureOption: OptionSpec<WeightStructure> = {
  summary:
    'What becomes zero together: single elements, rows (outputs) or columns (inputs) of the matrix, or all but N of every M neighbours in a row',
  describe: `elements, rows, columns, or N:M with N below M, and M up to ${largestGroup}, such as 2:4`,
  default: 'elements',
  read: ([word, ...rest]) => {
    if (word === undefined || rest.length > 0) return undefined
    if (word === 'elements' || word === 'rows' || word === 'columns') return word
    const [, keep, group] = (/^(\d{1,3}):(\d{1,3})$/.exec(word) ?? []).map(Number)
    return keep === undefined || group === undefined || keep < 1 || keep >= group || group > largestGroup ? undefined : { keep, group }
  },
  write: (structure) => [structureText(structure)],
}
