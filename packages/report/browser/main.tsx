import { render } from 'preact'

import type { PageDocument } from '../src/report-document.ts'
import { App } from './app.tsx'

const documents = JSON.parse(document.getElementById('results')!.textContent) as PageDocument[]
const root = document.getElementById('report')!
root.textContent = ''
render(<App documents={documents} />, root)
