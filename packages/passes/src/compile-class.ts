import { type CompilationClass, compilationClass } from '@onnc/hardware'
import type { CompileEnvironment } from './environment.ts'

/** The unit class that `tile` has found usable; passes behind it need not ask again. */
export function compileClass({ target }: CompileEnvironment): CompilationClass {
  const found = compilationClass(target)
  if (!found.ok) throw new Error(`target '${target.name}' should have been refused`)
  return found.value
}
