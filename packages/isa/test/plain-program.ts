import type { Program } from '../src/program.ts'

/** A program with what its tiles give when asked, as plain data to compare. */
export function plainProgram(program: Program): Program {
  return {
    ...program,
    tiles: program.tiles.map(({ rows, columns, levels, codes, step, exact }) => ({
      rows,
      columns,
      levels,
      codes,
      step,
      ...(exact === undefined ? {} : { exact }),
    })),
  }
}
