import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'

import { escapeText } from './escape-text.ts'
import { layoutGraph } from './graph-layout.ts'
import type { PageDocument, ReportDocument } from './report-document.ts'

/**
 * A report as one HTML file that needs nothing else: the page's own script and style, and the results as JSON. Two documents make a
 * comparison; the first is what the second is compared with. Names in results may hold anything: nothing of them becomes markup, and the
 * page's policy lets no script run but its own.
 */
export async function htmlReport(documents: readonly ReportDocument[]): Promise<string> {
  const drawn = await Promise.all(documents.map(withLayout))
  const script = part('report.js')
    .replaceAll('</script', String.raw`<\/script`)
    .replaceAll('<!--', String.raw`<\!--`)
  const hash = createHash('sha256').update(script, 'utf8').digest('base64')
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:`
  const title = documents.map(({ name }) => name).join(' and ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)} - onnc report</title>
<style>${part('report.css')}</style>
</head>
<body>
<div id="report"><noscript>This report draws itself with JavaScript.</noscript></div>
<script type="application/json" id="results">${embeddedJson(drawn)}</script>
<script>${script}</script>
</body>
</html>
`
}

/** Graphs are laid out here, so that pages need no Graphviz. */
async function withLayout(document: ReportDocument): Promise<PageDocument> {
  const { result } = document
  const graph = 'details' in result ? result.details?.graph : undefined
  const layout = graph === undefined ? undefined : await layoutGraph(graph)
  return layout === undefined ? document : { ...document, layout }
}

/** JSON that can stand in a script element: nothing in it ends the element or begins a comment. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`)
}

/** What `npm run build` makes of `browser/`; from the sources as from the built package, it lies in `dist/browser`. */
function part(name: string): string {
  const file = new URL(`../dist/browser/${name}`, import.meta.url)
  if (!existsSync(file)) throw new Error(`${name} of the report is not built yet: npm run build`)
  return readFileSync(file, 'utf8')
}
