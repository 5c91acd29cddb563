import type { Diagnostic } from '@onnc/support'

import { fileUnreadable } from './onnc-diagnostics.ts'

/** A failed read of a file that the user named. */
export function fileError(file: string, error: unknown): Diagnostic {
  const { code, message } = error as NodeJS.ErrnoException
  return fileUnreadable(file, code === 'ENOENT' ? 'no such file' : message)
}
