import { existsSync } from 'node:fs'

/** A Chromium to open pages in: `ONNC_CHROMIUM`, else where Debian and others put it; undefined where there is none. */
export function chromiumPath(): string | undefined {
  const named = process.env['ONNC_CHROMIUM']
  const places = named === undefined ? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] : [named]
  return places.find((place) => existsSync(place))
}

/** The name of a test that opens pages; says so where it is skipped. */
export function needsChromium(name: string): string {
  return chromiumPath() === undefined ? `${name} (skipped: no Chromium; set ONNC_CHROMIUM)` : name
}
