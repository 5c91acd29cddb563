import { render } from 'preact'

import type { ReportDocument } from '../src/report-document.ts'
import { App } from './app.tsx'

const documents = JSON.parse(document.getElementById('results')!.textContent) as ReportDocument[]
const root = document.getElementById('report')!
root.textContent = ''
render(<App documents={documents} />, root)
