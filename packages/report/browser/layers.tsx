import type { ComponentChildren } from 'preact'
import { Fragment } from 'preact'
import { useMemo, useState } from 'preact/hooks'

import { formatPercent, formatSi } from '../src/format-number.ts'
import { concerns } from './concerns.ts'
import { causeColour, componentColour } from './colours.ts'
import { formatCount } from '../src/format-number.ts'
import { LayerPanel } from './layer-panel.tsx'
import { Legend, StackedBar } from './stacked-bar.tsx'
import { type LayerRow, layerRows, nodeLabel, type View } from '../src/result-view.ts'
import type { Selection } from './selection.ts'

interface Column {
  readonly name: string
  readonly title: string
  /** What rows are sorted by. */
  readonly key: (row: LayerRow) => number | string
  readonly cell: (row: LayerRow) => ComponentChildren
  readonly kind: 'text' | 'number' | 'bar'
}

/** Every ONNX node with what it takes; sorted by any column, opened for more. */
export function Layers({ view, selection }: { view: View; selection: Selection }) {
  const rows = useMemo(() => layerRows(view), [view])
  const [order, sortBy] = useState<{ column: string; ascending: boolean }>({ column: '', ascending: true })
  const columns = useMemo(() => columnsOf(rows, view.details !== undefined), [rows, view])
  const sorted = useMemo(() => sortedRows(rows, columns, order), [rows, columns, order])
  return (
    <>
      <Legend parts={legendOf(rows, ({ energy }) => energy, componentColour)} />
      <Legend parts={legendOf(rows, ({ detail }) => detail?.secondsByCause ?? {}, causeColour)} />
      <div class="scroll" role="region" aria-label="Layers" tabIndex={0}>
        <table class="layers">
          <thead>
            <tr>
              {columns.map(({ name, title, kind }) => (
                <th
                  key={name}
                  scope="col"
                  class={kind}
                  aria-sort={order.column === name ? (order.ascending ? 'ascending' : 'descending') : 'none'}
                >
                  <button
                    type="button"
                    title={title}
                    onClick={() => sortBy({ column: name, ascending: order.column === name ? !order.ascending : kind === 'text' })}
                  >
                    {name}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((row) => {
              const open = selection.node !== undefined && concerns(row.node, selection.node)
              return (
                <Fragment key={row.node}>
                  <tr class={open ? 'open' : ''} data-node={row.node} onClick={() => selection.select(open ? undefined : row.node)}>
                    {columns.map(({ name, cell, kind }, i) =>
                      i === 0 ? (
                        <th key={name} scope="row" class={kind}>
                          <button
                            type="button"
                            aria-expanded={open}
                            title={row.node}
                            onClick={(event) => {
                              event.stopPropagation()
                              selection.select(open ? undefined : row.node)
                            }}
                          >
                            {nodeLabel(row.node)}
                          </button>
                        </th>
                      ) : (
                        <td key={name} class={kind}>
                          {cell(row)}
                        </td>
                      ),
                    )}
                  </tr>
                  {open && (
                    <tr class="panel">
                      <td colSpan={columns.length}>
                        <LayerPanel row={row} view={view} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              )
            })}
          </tbody>
        </table>
      </div>
    </>
  )
}

export function sortedRows(
  rows: readonly LayerRow[],
  columns: readonly Pick<Column, 'name' | 'key'>[],
  { column, ascending }: { column: string; ascending: boolean },
): readonly LayerRow[] {
  const key = columns.find(({ name }) => name === column)?.key
  if (key === undefined) return rows
  const sorted = rows.toSorted((a, b) => {
    const [x, y] = [key(a), key(b)]
    return typeof x === 'string' || typeof y === 'string' ? String(x).localeCompare(String(y), 'en', { numeric: true }) : x - y
  })
  return ascending ? sorted : sorted.toReversed()
}

function columnsOf(rows: readonly LayerRow[], detailed: boolean): Column[] {
  const total = rows.reduce((sum, { joules }) => sum + joules, 0)
  const mostJoules = rows.reduce((most, { joules }) => Math.max(most, joules), 0)
  const mostSeconds = rows.reduce((most, row) => Math.max(most, sumOf(row.detail?.secondsByCause ?? {})), 0)
  const details: Column[] = [
    {
      name: 'Runs on',
      title: 'Where it runs',
      key: ({ detail }) => detail?.place ?? '',
      cell: ({ detail }) => detail?.place ?? '',
      kind: 'text',
    },
    countColumn('Tiles', 'Tiles that its streams use', ({ tiles }) => tiles),
    countColumn('Programs', 'Times a bank is written for it', ({ programs }) => programs),
    countColumn('Units', 'Photonic units that work on it', ({ units }) => units),
    shareColumn('Fill', "Share of its crossbars' rings that hold weights", ({ fill }) => fill),
    shareColumn('Zeros', 'Share of its ring codes that are zero', ({ zeros }) => zeros),
    {
      name: 'Time by cause',
      title: 'Seconds of units and ECU, added up',
      key: ({ detail }) => sumOf(detail?.secondsByCause ?? {}),
      cell: ({ detail }) => (
        <StackedBar
          parts={Object.entries(detail?.secondsByCause ?? {}).map(([name, value]) => ({ name, value, colour: causeColour(name) }))}
          most={mostSeconds}
          format={(seconds) => formatSi(seconds, 's')}
        />
      ),
      kind: 'bar',
    },
  ]
  return [
    { name: 'Node', title: 'ONNX nodes, in the order in which they begin', key: ({ node }) => node, cell: () => '', kind: 'text' },
    {
      name: 'MACs',
      title: 'Multiplications of a weight and an input that streams compute',
      key: ({ products }) => products,
      cell: ({ products }) => (products === 0 ? '' : formatCount(products)),
      kind: 'number',
    },
    ...(detailed ? details : []),
    ...(rows.some(({ error }) => error !== undefined) ? [errorColumn] : []),
    {
      name: 'Busy',
      title: 'Seconds that units and ECU spend on it without waiting, added up',
      key: ({ busySeconds }) => busySeconds,
      cell: ({ busySeconds }) => formatSi(busySeconds, 's'),
      kind: 'number',
    },
    {
      name: 'Energy by component',
      title: 'Joules of one inference',
      key: ({ joules }) => joules,
      cell: ({ energy }) => (
        <StackedBar
          parts={Object.entries(energy).map(([name, value]) => ({ name, value, colour: componentColour(name) }))}
          most={mostJoules}
          format={(joules) => formatSi(joules, 'J')}
        />
      ),
      kind: 'bar',
    },
    {
      name: 'Energy',
      title: 'Joules of one inference',
      key: ({ joules }) => joules,
      cell: ({ joules }) => formatSi(joules, 'J'),
      kind: 'number',
    },
    {
      name: 'Share',
      title: 'Of the energy of all layers',
      key: ({ joules }) => joules,
      cell: ({ joules }) => formatPercent(total > 0 ? joules / total : 0),
      kind: 'number',
    },
  ]
}

const errorColumn: Column = {
  name: 'Error',
  title: 'Root mean square of the error of its last value, of that of the value; errors of all nodes before it included',
  key: ({ error }) => error ?? -1,
  cell: ({ error }) => (error === undefined ? '' : formatPercent(error)),
  kind: 'number',
}

type Detail = NonNullable<LayerRow['detail']>

function countColumn(name: string, title: string, of: (detail: Detail) => number): Column {
  return {
    name,
    title,
    key: ({ detail }) => (detail === undefined ? 0 : of(detail)),
    cell: ({ detail }) => (detail === undefined || of(detail) === 0 ? '' : formatCount(of(detail))),
    kind: 'number',
  }
}

function shareColumn(name: string, title: string, of: (detail: Detail) => number | undefined): Column {
  return {
    name,
    title,
    key: ({ detail }) => (detail === undefined ? -1 : (of(detail) ?? -1)),
    cell: ({ detail }) => {
      const value = detail === undefined ? undefined : of(detail)
      return value === undefined ? '' : formatPercent(value)
    },
    kind: 'number',
  }
}

function legendOf(
  rows: readonly LayerRow[],
  parts: (row: LayerRow) => Readonly<Record<string, number>>,
  colour: (name: string) => string,
): { name: string; colour: string }[] {
  const names = new Set(rows.flatMap((row) => Object.entries(parts(row)).flatMap(([name, value]) => (value > 0 ? [name] : []))))
  return [...names].map((name) => ({ name, colour: colour(name) }))
}

function sumOf(values: Readonly<Record<string, number>>): number {
  return Object.values(values).reduce((sum, value) => sum + value, 0)
}
