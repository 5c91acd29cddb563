import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'

import type { PageDocument, ReportResult } from '../src/report-document.ts'
import { Accuracy, hasAccuracy } from './accuracy.tsx'
import { Assumptions } from './assumptions.tsx'
import { Comparison } from './comparison.tsx'
import { Graph } from './graph.tsx'
import { Headline } from './headline.tsx'
import { Layers } from './layers.tsx'
import { Machine } from './machine.tsx'
import { Notes } from './notes.tsx'
import { Stages } from './stages.tsx'
import { Tiles } from './tiles.tsx'
import { Timeline } from './timeline.tsx'
import { nodeLabel, type View, viewOf } from '../src/result-view.ts'
import type { Selection } from './selection.ts'

interface Section {
  readonly id: string
  readonly title: string
  readonly body: ComponentChildren
}

/** The whole page. With two documents, what is compared stands first, and one of them is looked at closely. */
export function App({ documents }: { documents: readonly PageDocument<ReportResult>[] }) {
  const views = useMemo(() => documents.map(viewOf), [documents])
  const [shown, show] = useState(views.length - 1)
  const [node, select] = useState<string | undefined>(undefined)
  const view = views[shown]!
  const sections = sectionsOf(views, view, { node, select })
  return (
    <>
      <a class="skip" href="#summary">
        Skip to the summary
      </a>
      <header>
        <p class="brand">onnc report</p>
        <h1>{view.model}</h1>
        <p>
          on <strong>{view.target}</strong>, {view.mode}
        </p>
        {views.length > 1 && (
          <div class="choice" role="group" aria-label="Result shown below">
            {views.map(({ name }, i) => (
              <button key={i} type="button" aria-pressed={i === shown} onClick={() => show(i)}>
                {i === 0 ? 'Baseline' : 'Compared'}: {name}
              </button>
            ))}
          </div>
        )}
        <nav aria-label="Sections">
          {sections.map(({ id, title }) => (
            <a key={id} href={`#${id}`}>
              {title}
            </a>
          ))}
        </nav>
      </header>
      <main>
        {sections.map(({ id, title, body }) => (
          <section key={`${shown} ${id}`} id={id} aria-labelledby={`${id}-title`}>
            <h2 id={`${id}-title`}>{title}</h2>
            {body}
          </section>
        ))}
      </main>
      <div class="selected" role="status">
        {node !== undefined && (
          <>
            <span>{nodeLabel(node)}</span>
            <button type="button" onClick={() => select(undefined)}>
              Clear selection
            </button>
          </>
        )}
      </div>
    </>
  )
}

function sectionsOf(views: readonly View[], view: View, selection: Selection): Section[] {
  const { details, analysis } = view
  return [
    { id: 'summary', title: 'Summary', body: <Headline view={view} baseline={views.length > 1 ? views[0]! : undefined} /> },
    ...(views.length > 1 ? [{ id: 'comparison', title: 'Comparison', body: <Comparison views={views} selection={selection} /> }] : []),
    ...((analysis.layers ?? []).length > 0 ? [{ id: 'layers', title: 'Layers', body: <Layers view={view} selection={selection} /> }] : []),
    ...(details === undefined
      ? []
      : [
          { id: 'timeline', title: 'Timeline', body: <Timeline timeline={details.timeline} selection={selection} /> },
          { id: 'tiles', title: 'Tiles', body: <Tiles tiles={details.tiles} selection={selection} /> },
        ]),
    ...(details?.graph === undefined
      ? []
      : [{ id: 'graph', title: 'Graph', body: <Graph graph={details.graph} layout={view.layout} selection={selection} /> }]),
    ...(details?.stages === undefined
      ? []
      : [{ id: 'stages', title: 'Stages', body: <Stages stages={details.stages} selection={selection} /> }]),
    ...(hasAccuracy(view) ? [{ id: 'accuracy', title: 'Accuracy', body: <Accuracy view={view} selection={selection} /> }] : []),
    ...((analysis.resources ?? []).length > 0
      ? [{ id: 'machine', title: 'Machine', body: <Machine view={view} selection={selection} /> }]
      : []),
    { id: 'notes', title: 'Warnings and remarks', body: <Notes view={view} selection={selection} /> },
    ...(details === undefined ? [] : [{ id: 'assumptions', title: 'Assumptions', body: <Assumptions details={details} /> }]),
  ]
}
