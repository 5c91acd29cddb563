import type { ExploreResult } from '@onnc/results'
import { useMemo, useState } from 'preact/hooks'

import { formatCount, formatLarge, formatSi } from '../src/format-number.ts'
import { scatterScale } from './scatter-scale.ts'

type Point = ExploreResult['points'][number]

interface Measure {
  readonly name: string
  readonly of: (point: Point) => number | undefined
  readonly format: (value: number) => string
}

const measures: readonly Measure[] = [
  { name: 'Inferences a second and watt', of: ({ mean }) => mean?.framesPerSecondPerWatt, format: formatLarge },
  { name: 'Inferences a second', of: ({ mean }) => mean?.framesPerSecond, format: formatLarge },
  { name: 'Energy a bit', of: ({ mean }) => mean?.joulesPerBit, format: (joules) => formatSi(joules, 'J') },
  { name: 'Mean power', of: ({ mean }) => mean?.meanWatts, format: (watts) => formatSi(watts, 'W') },
  { name: 'Floor space', of: ({ squareMetres }) => squareMetres, format: (area) => `${(area * 1e6).toPrecision(3)} mm2` },
]

const goalNames: Readonly<Record<ExploreResult['best'][number]['goal'], string>> = {
  framesPerSecondPerWatt: 'most inferences a second and watt',
  joulesPerBit: 'least energy a bit',
  meanWatts: 'least power',
  squareMetres: 'least floor space',
}

const mostRows = 500

/** The page of a sweep: its points as a picture and a table, those that no other beats, and the best by each goal. */
export function Explore({ result }: { result: ExploreResult }) {
  const { target, models, points, best, located, pipeline, compress, density } = result
  const front = points.filter(({ isPareto }) => isPareto)
  return (
    <>
      <a class="skip" href="#points">
        Skip to the points
      </a>
      <header>
        <p class="brand">onnc report</p>
        <h1>Sweep of {target}</h1>
        <p>
          {models.join(', ')}; {pipeline === '' ? 'weights as they are' : pipeline}, zeros {compress}, inputs {Math.round(100 * density)} %
          nonzero
        </p>
        <nav aria-label="Sections">
          <a href="#points">Points</a>
          <a href="#best">Best</a>
          <a href="#table">Table</a>
        </nav>
      </header>
      <main>
        <section id="points" aria-labelledby="points-title">
          <h2 id="points-title">Points</h2>
          <p>
            {formatCount(points.length)} points, {formatCount(front.length)} of them such that no other is as good by all goals and better
            by one.
          </p>
          <Scatter points={points} located={located?.settings} />
        </section>
        <section id="best" aria-labelledby="best-title">
          <h2 id="best-title">Best</h2>
          <table>
            <tbody>
              {best.map(({ goal, settings }) => (
                <tr key={goal}>
                  <th scope="row">{goalNames[goal]}</th>
                  <td>{settingsText(settings)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {located !== undefined && (
            <p>
              The target as it is ({settingsText(located.settings)}) is {located.isPareto ? '' : 'not '}on the front;{' '}
              {located.ranks.map(({ goal, rank, of }) => `${goalNames[goal]}: ${rank} of ${of}`).join(', ')}.
            </p>
          )}
        </section>
        <section id="table" aria-labelledby="table-title">
          <h2 id="table-title">Table</h2>
          <PointTable points={points} />
        </section>
      </main>
    </>
  )
}

const [width, height, margin] = [900, 420, 60]

function Scatter({ points, located }: { points: readonly Point[]; located: Point['settings'] | undefined }) {
  const shown = measures.filter((measure) => points.some((point) => measure.of(point) !== undefined))
  const [axes, choose] = useState<readonly [number, number]>([Math.min(3, shown.length - 1), 0])
  const [across, up] = [shown[axes[0]], shown[axes[1]]]
  if (across === undefined || up === undefined) return <p>No point could be measured.</p>
  const drawn = points.flatMap((point) => {
    const [x, y] = [across.of(point), up.of(point)]
    return x === undefined || y === undefined ? [] : [{ point, x, y }]
  })
  const x = scatterScale(
    drawn.map((d) => d.x),
    margin,
    width - 10,
  )
  const y = scatterScale(
    drawn.map((d) => d.y),
    height - margin,
    10,
  )
  const here = JSON.stringify(located)
  return (
    <>
      <p class="filters">
        {[1, 0].map((axis) => (
          <label key={axis}>
            {axis === 1 ? 'Up' : 'Across'}{' '}
            <select
              value={axes[axis]}
              onChange={(event) =>
                choose(axis === 0 ? [Number(event.currentTarget.value), axes[1]] : [axes[0], Number(event.currentTarget.value)])
              }
            >
              {shown.map(({ name }, i) => (
                <option key={name} value={i}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        ))}
      </p>
      <svg
        class="scatter"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${up.name} by ${across.name}; the table below has the same points`}
      >
        {x.ticks.map((tick) => (
          <g key={tick}>
            <line x1={x.at(tick)} x2={x.at(tick)} y1="10" y2={height - margin} />
            <text x={x.at(tick)} y={height - margin + 18} text-anchor="middle">
              {across.format(tick)}
            </text>
          </g>
        ))}
        {y.ticks.map((tick) => (
          <g key={tick}>
            <line x1={margin} x2={width - 10} y1={y.at(tick)} y2={y.at(tick)} />
            <text x={margin - 6} y={y.at(tick) + 4} text-anchor="end">
              {up.format(tick)}
            </text>
          </g>
        ))}
        <text x={(width + margin) / 2} y={height - 16} text-anchor="middle">
          {across.name}
        </text>
        {drawn
          .toSorted((a, b) => Number(a.point.isPareto) - Number(b.point.isPareto))
          .map(({ point, x: right, y: high }, i) => (
            <circle
              key={i}
              cx={x.at(right)}
              cy={y.at(high)}
              r={point.isPareto ? 5 : 3.5}
              class={`${point.isPareto ? 'front' : ''}${JSON.stringify(point.settings) === here ? ' located' : ''}`}
            >
              <title>{`${settingsText(point.settings)}: ${up.format(high)}, ${across.format(right)}`}</title>
            </circle>
          ))}
      </svg>
      <ul class="legend">
        <li>
          <span class="swatch" style={{ background: '#d1495b' }} />
          no other point beats it
        </li>
        <li>
          <span class="swatch" style={{ background: '#3aa6b9' }} />
          others
        </li>
        {located !== undefined && <li>with a ring: the target as it is</li>}
      </ul>
    </>
  )
}

function PointTable({ points }: { points: readonly Point[] }) {
  const [order, sortBy] = useState({ column: 0, ascending: false })
  const [onlyFront, showFront] = useState(true)
  const shown = useMemo(() => {
    const { of } = measures[order.column]!
    const worst = order.ascending ? Infinity : -Infinity
    const rows = points.filter(({ isPareto }) => isPareto || !onlyFront).toSorted((a, b) => (of(a) ?? worst) - (of(b) ?? worst))
    return order.ascending ? rows : rows.toReversed()
  }, [points, order, onlyFront])
  return (
    <>
      <p class="filters">
        <label>
          <input type="checkbox" checked={onlyFront} onChange={(event) => showFront(event.currentTarget.checked)} /> only points that no
          other beats
        </label>
        <span role="status">{shown.length > mostRows ? `${mostRows} of ${formatCount(shown.length)} shown` : `${shown.length} shown`}</span>
      </p>
      <div class="scroll" role="region" aria-label="Points" tabIndex={0}>
        <table class="points">
          <thead>
            <tr>
              <th scope="col">Parameters</th>
              {measures.map(({ name }, i) => (
                <th
                  key={name}
                  scope="col"
                  class="number"
                  aria-sort={order.column !== i ? 'none' : order.ascending ? 'ascending' : 'descending'}
                >
                  <button type="button" onClick={() => sortBy({ column: i, ascending: order.column === i ? !order.ascending : false })}>
                    {name}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, mostRows).map((point, i) => (
              <tr key={i}>
                <th scope="row">{settingsText(point.settings)}</th>
                {point.problem === undefined ? (
                  measures.map(({ name, of, format }) => {
                    const value = of(point)
                    return (
                      <td key={name} class="number">
                        {value === undefined ? '' : format(value)}
                      </td>
                    )
                  })
                ) : (
                  <td colSpan={measures.length}>{point.problem}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function settingsText(settings: Point['settings']): string {
  return settings.map(({ path, value }) => `${path} = ${value}`).join(', ')
}
