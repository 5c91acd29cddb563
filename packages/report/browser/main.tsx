import { render } from 'preact'

import type { PageDocument, ReportResult } from '../src/report-document.ts'
import { App } from './app.tsx'
import { Explore } from './explore.tsx'

const documents = JSON.parse(document.getElementById('results')!.textContent) as PageDocument[]
const [first] = documents
const root = document.getElementById('report')!
root.textContent = ''
if (first?.result.schema === 'onnc.explore/1') render(<Explore result={first.result} />, root)
else render(<App documents={documents as PageDocument<ReportResult>[]} />, root)
