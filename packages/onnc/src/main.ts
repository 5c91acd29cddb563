import { runCommandLine } from './command-line.ts'
import { pipeClosed, takesColour } from './terminal.ts'

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(pipeClosed)
  throw error
})

process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  colour: { out: takesColour(process.stdout, process.env), err: takesColour(process.stderr, process.env) },
})
