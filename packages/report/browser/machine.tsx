import { formatSi } from '../src/format-number.ts'
import { causeColour, nameColour } from './colours.ts'
import { type BarPart, Legend, PartTable, StackedBar } from './stacked-bar.tsx'
import { nodeLabel, type View } from '../src/result-view.ts'
import type { Selection } from './selection.ts'

type Resource = NonNullable<View['analysis']['resources']>[number]

const mostPaths = 20

const seconds = (value: number): string => formatSi(value, 's')

/** What units and ECU do with their time, and the chain of steps that the latency follows from. */
export function Machine({ view, selection }: { view: View; selection: Selection }) {
  const { resources = [], latencySeconds = 0, criticalPath = [] } = view.analysis
  return (
    <>
      <Legend parts={[...partsOf(resources[0]!), { name: 'idle', value: 0, colour: 'transparent' }]} />
      <div class="scroll short" role="region" aria-label="Units and ECU" tabIndex={0}>
        <table class="parts">
          <caption>What each does, of {seconds(latencySeconds)}</caption>
          <tbody>
            {resources.map((resource) => (
              <tr key={resource.resource}>
                <th scope="row">{resource.resource}</th>
                <td class="wide">
                  <StackedBar parts={partsOf(resource)} most={latencySeconds} format={seconds} />
                </td>
                <td class="number">{formatSi(resource.energyJoules, 'J')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <PartTable
        caption="The longest chain of steps that follow each other"
        parts={criticalPath
          .slice(0, mostPaths)
          .map(({ node, op, seconds: value }) => ({ name: `${op} ${nodeLabel(node)}`, value, colour: nameColour(node) }))}
        format={seconds}
      />
      {criticalPath[0] !== undefined && (
        <button type="button" onClick={() => selection.select(criticalPath[0]!.node)}>
          Select {nodeLabel(criticalPath[0].node)}
        </button>
      )}
    </>
  )
}

function partsOf({ streaming, programming, calibrating, kernels, shuffling, waiting }: Resource): BarPart[] {
  return Object.entries({
    stream: streaming,
    program: programming,
    calibrate: calibrating,
    kernel: kernels,
    shuffle: shuffling,
    'wait for data': waiting.data,
    'wait for ecu': waiting.ecu,
    'wait for memory': waiting.memory,
    'wait for unit': waiting.unit,
  }).map(([name, value]) => ({ name, value, colour: causeColour(name) }))
}
