import { calibrateOp, mrrElectronicOp, mvmElectronicOp, programOp, streamOp } from '@onnc/dialects'
import { type Check, defineCheck, definingOperation, type Operation, parentOperation, walk } from '@onnc/ir'

/** Every ONNX operation runs in a kernel of the electronic control unit. */
export const electronicGathered: Check = defineCheck({
  name: 'electronic-gathered',
  summary: 'Every onnx operation stands in a kernel',
  run(module, report) {
    for (const operation of walk(module))
      if (operation.name.startsWith('onnx.') && !isInKernel(operation))
        report(operation, 'it stands in no kernel; gather-electronic makes them')
  },
})

function isInKernel(operation: Operation): boolean {
  for (let at = parentOperation(operation); at !== undefined; at = parentOperation(at))
    if (mvmElectronicOp.is(at) || mrrElectronicOp.is(at)) return true
  return false
}

/** Everything is in terms of tiles and banks. */
export const tiled: Check = defineCheck({
  name: 'tiled',
  summary: 'No mvm operation is left',
  run(module, report) {
    for (const operation of walk(module)) if (operation.name.startsWith('mvm.')) report(operation, 'it is not cut to tiles; tile does that')
  },
})

/** Programs have a place. */
export const banksAssigned: Check = defineCheck({
  name: 'banks-assigned',
  summary: 'Every mrr.program has a unit and a bank',
  run(module, report) {
    for (const operation of walk(module)) {
      if (!programOp.is(operation)) continue
      const { unit, bank } = programOp.view(operation)
      if (unit === undefined || bank === undefined) report(operation, 'it has no place; assign-banks gives it one')
    }
  },
})

/** No stream sees rings as programming left them. */
export const calibrated: Check = defineCheck({
  name: 'calibrated',
  summary: 'Every mrr.stream reads a calibrated bank',
  run(module, report) {
    for (const operation of walk(module)) {
      if (!streamOp.is(operation)) continue
      const source = definingOperation(streamOp.view(operation).rings)
      if (source === undefined || !calibrateOp.is(source)) report(operation, 'its bank is not calibrated; plan-calibration does that')
    }
  },
})
