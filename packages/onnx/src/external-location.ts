/** Names that Windows gives to devices, whatever their extension. */
const deviceName = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\.|$)/i

// oxlint-disable-next-line no-control-regex
const controlCharacter = /[\u0000-\u001f\u007f]/

/**
 * The components of a path that stays inside its folder on every system, or why it may not: only names below the folder, separated by
 * `/`. What one system reads as a name and another as a way out (backslashes, drives, streams, devices, names that Windows strips) is
 * refused on all of them. Components `.` and empty ones in between count for nothing.
 */
export function checkLocation(location: string): readonly string[] | { readonly fault: string } {
  if (location === '') return { fault: 'is empty' }
  if (controlCharacter.test(location)) return { fault: 'holds a control character' }
  if (!location.isWellFormed()) return { fault: 'is no text' }
  if (location.startsWith('/')) return { fault: 'is an absolute path' }
  if (location.includes('\\')) return { fault: 'holds a backslash' }
  if (location.includes(':')) return { fault: 'holds a colon, as drives and streams do' }
  const components = location.split('/').filter((component) => component !== '' && component !== '.')
  for (const component of components) {
    if (component === '..') return { fault: "leads out of the model's folder" }
    if (/[. ]$/.test(component)) return { fault: 'has a component that ends in a dot or a space' }
    if (deviceName.test(component)) return { fault: `names a device of Windows` }
  }
  return components.length === 0 || location.endsWith('/') ? { fault: 'names a folder' } : components
}
