import type { Details } from '@onnc/results'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'

import { formatCount } from '../src/format-number.ts'
import { concerns } from './concerns.ts'
import type { Selection } from './selection.ts'
import { type StageRow, stageRows } from './stage-rows.ts'

type AllStages = NonNullable<Details['stages']>

const rowHeight = 17
const paneHeight = 520

/** Every stage of the compilation side by side; a line that is clicked shows what became of its ONNX node in all of them. */
export function Stages({ stages, selection }: { stages: AllStages; selection: Selection }) {
  const [hidden, hide] = useState<ReadonlySet<number>>(new Set())
  const [changes, showChanges] = useState(true)
  const toggle = (i: number): void => {
    const next = new Set(hidden)
    if (!next.delete(i)) next.add(i)
    hide(next)
  }
  return (
    <>
      <p class="filters">
        <label>
          <input type="checkbox" checked={changes} onChange={(event) => showChanges(event.currentTarget.checked)} /> show what each pass
          changed
        </label>
        {stages.stages.map(({ name, added, removed }, i) => (
          <label key={i}>
            <input type="checkbox" checked={!hidden.has(i)} onChange={() => toggle(i)} /> {name}
            {i === 0 || name === 'program' ? '' : ` (+${added.length} -${removed.reduce((sum, { lines }) => sum + lines.length, 0)})`}
          </label>
        ))}
      </p>
      <div class="stages">
        {stages.stages.map((stage, i) =>
          hidden.has(i) ? null : <Pane key={i} stages={stages} stage={stage} changes={changes} selection={selection} />,
        )}
      </div>
    </>
  )
}

interface PaneProps {
  readonly stages: AllStages
  readonly stage: AllStages['stages'][number]
  readonly changes: boolean
  readonly selection: Selection
}

/** One stage. Only the lines in sight are in the page. */
function Pane({ stages, stage, changes, selection }: PaneProps) {
  const rows = useMemo(() => stageRows(stage, changes), [stage, changes])
  const [top, setTop] = useState(0)
  const scroller = useRef<HTMLDivElement>(null)
  const isHit = ({ line }: StageRow): boolean => selection.node !== undefined && concerns(stages.nodes[line], selection.node)
  const hits = useMemo(() => rows.filter(isHit).length, [rows, selection.node])
  useEffect(() => {
    const pane = scroller.current!
    const first = rows.findIndex(isHit)
    const [from, to] = [pane.scrollTop / rowHeight, (pane.scrollTop + paneHeight) / rowHeight]
    const seen = rows.some((row, i) => i >= from && i < to - 1 && isHit(row))
    if (first >= 0 && !seen) pane.scrollTop = Math.max(0, (first - 3) * rowHeight)
  }, [rows, selection.node])
  const first = Math.max(0, Math.floor(top / rowHeight) - 5)
  const shown = rows.slice(first, first + Math.ceil(paneHeight / rowHeight) + 10)
  return (
    <div class="stage">
      <h3>
        {stage.name}{' '}
        <small>
          {formatCount(stage.lines.length + stage.left)} lines{hits > 0 ? `, ${formatCount(hits)} selected` : ''}
        </small>
      </h3>
      <div
        ref={scroller}
        class="code"
        style={{ height: `${paneHeight}px` }}
        tabIndex={0}
        role="region"
        aria-label={`Stage ${stage.name}`}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <div style={{ height: `${rows.length * rowHeight}px` }}>
          <div style={{ transform: `translateY(${first * rowHeight}px)` }}>
            {shown.map((row, i) => (
              <div
                key={first + i}
                class={`line ${row.kind}${isHit(row) ? ' hit' : ''}`}
                data-node={stages.nodes[row.line]}
                onClick={() => stages.nodes[row.line] !== '' && selection.select(stages.nodes[row.line])}
              >
                {stages.lines[row.line]}
              </div>
            ))}
          </div>
        </div>
      </div>
      {stage.left > 0 && <p>and {formatCount(stage.left)} lines more; --emit prints them</p>}
    </div>
  )
}
