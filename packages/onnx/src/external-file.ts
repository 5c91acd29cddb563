import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

/** A regular file below a folder, open for reading. */
export interface ExternalFile {
  readonly path: string
  readonly descriptor: number
  readonly bytes: number
}

/**
 * Opens a file below `folder`, going through no link: every component must be a real folder, the file a regular one with one name only,
 * spelled as the file system spells it. A second name (hard link) may stand for a file anywhere on the disk, which nothing about the
 * open file would tell.
 *
 * The descriptor closes when nothing refers to the result any more.
 *
 * @returns the file, or why it is not opened, to follow its name in a sentence
 */
export function openBelow(folder: string, components: readonly string[]): ExternalFile | { readonly fault: string } {
  let descriptor: number | undefined
  try {
    let path = realpathSync.native(folder === '' ? '.' : folder)
    let before: BigIntStats | undefined
    for (const [index, component] of components.entries()) {
      path = join(path, component)
      before = lstatSync(path, { bigint: true })
      const fault = checkKind(before, index === components.length - 1)
      if (fault !== undefined) return { fault }
    }
    // A file put in place of the one just looked at must not be followed, nor must opening a pipe wait for somebody to write.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const opened = fstatSync(descriptor, { bigint: true })
    const fault = checkKind(opened, true) ?? checkSame(before!, opened) ?? checkSpelling(path)
    if (fault !== undefined) return { fault }
    const file = { path, descriptor, bytes: Number(opened.size) }
    descriptors.register(file, descriptor)
    descriptor = undefined
    return file
  } catch (error) {
    return { fault: faultOf(error) }
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

const descriptors = new FinalizationRegistry<number>((descriptor) => {
  try {
    closeSync(descriptor)
  } catch {
    // Closed by somebody else; nothing is lost.
  }
})

function checkKind(stats: BigIntStats, isLast: boolean): string | undefined {
  if (stats.isSymbolicLink()) return isLast ? 'is a symbolic link' : 'lies behind a symbolic link'
  if (!isLast) return stats.isDirectory() ? undefined : 'lies below something that is no folder'
  if (stats.isDirectory()) return 'is a folder'
  if (!stats.isFile()) return 'is no regular file'
  return stats.nlink > 1n ? `has ${stats.nlink} names (hard links), so may lie elsewhere too` : undefined
}

function checkSame(before: BigIntStats, opened: BigIntStats): string | undefined {
  return before.dev === opened.dev && before.ino === opened.ino ? undefined : 'changed while it was opened'
}

/** File systems that ignore case or normalise names find files under names that are not theirs. */
function checkSpelling(path: string): string | undefined {
  const real = realpathSync.native(path)
  return real === path ? undefined : `is really '${real}'`
}

function faultOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ENOENT':
      return 'does not exist'
    case 'ENOTDIR':
      return 'lies below something that is no folder'
    case 'ELOOP':
      return 'is a symbolic link'
    case 'EACCES':
    case 'EPERM':
      return 'cannot be opened: permission denied'
    case 'EMFILE':
    case 'ENFILE':
      return 'cannot be opened: too many files are open'
    case 'ENAMETOOLONG':
      return 'has too long a name'
    default:
      return `cannot be opened: ${code ?? message}`
  }
}
