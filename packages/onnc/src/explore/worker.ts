import { importMessage, readModelFile } from '@onnc/frontend'
import { type Target, targetFromDefinition } from '@onnc/hardware'
import type { Operation } from '@onnc/ir'
import type { Result } from '@onnc/support'

import { measureModel } from '../figures/measure-model.ts'
import type { ExploreAnswer, ExploreTask, ExploreWork } from './explore-points.ts'
import { targetWith } from './sweep.ts'

/*
 * A process that measures points one after another: entry of `explore-points.ts`. It is told the settings of a target and the number of a model,
 * and answers what an inference takes.
 */

const work = JSON.parse(process.argv[2]!) as ExploreWork
const base = valueOf(targetFromDefinition(work.definition))
const modules = new Map<number, Promise<Operation>>()

process.on('disconnect', () => process.exit())
process.on('message', (task: ExploreTask) => {
  void answer(task).then((found) => process.send!(found))
})

async function answer({ settings, model }: ExploreTask): Promise<ExploreAnswer> {
  try {
    const module = modules.get(model) ?? load(work.models[model]!)
    modules.set(model, module)
    return measure(valueOf(targetWith(base, settings)), await module)
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

async function load(file: string): Promise<Operation> {
  return valueOf(await importMessage(valueOf(readModelFile(file)), { dims: new Map(), otherwise: 1 }))
}

function measure(target: Target, module: Operation): ExploreAnswer {
  const { weights, compress, objective, density } = work
  const stages = objective === undefined ? {} : { objective }
  const { latencySeconds, energyJoules, bits } = valueOf(measureModel(module, { target, weights, compress, density, ...stages }))
  return { latencySeconds, energyJoules: energyJoules.total, bits }
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('; '))
  return result.value
}
