import { rmSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { failure } from '@onnc/support'
import { loadBinding } from './binding.ts'
import { runtimeError } from './condense-error.ts'
import { answer, ready, type Request } from './request.ts'

/*
 * The isolated process: entry of `child-process.ts`, which starts it in a private, empty folder. It lives as long as its parent.
 *
 * While ONNX Runtime computes, this thread hears nothing, not even that the parent is gone; a second thread watches for that, so that no
 * endless model outlives the command that asked for it.
 */
const watchParent = `
const { rmSync } = require('node:fs')
const { workerData } = require('node:worker_threads')
setInterval(() => {
  if (process.ppid === workerData.parent) return
  rmSync(workerData.folder, { recursive: true, force: true })
  process.kill(process.pid, 'SIGKILL')
}, 250)
`

const folder = process.cwd()
const parent = Number(process.argv[2])

new Worker(watchParent, { eval: true, workerData: { parent, folder } }).unref()
process.on('disconnect', () => {
  rmSync(folder, { recursive: true, force: true })
  process.exit()
})
process.on('message', (request: Request) => {
  let result
  try {
    result = answer(request, folder)
  } catch (error) {
    result = failure(runtimeError(error, 'run'))
  }
  process.send!(result)
})
loadBinding()
process.send!(ready)
