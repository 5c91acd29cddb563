/** Colours that light and dark pages share; told apart with the common kinds of colour blindness where they lie side by side. */
const components: Readonly<Record<string, string>> = {
  laser: '#d1495b',
  dac: '#edae49',
  modulator: '#f6d38b',
  ringProgram: '#00798c',
  ringHold: '#3aa6b9',
  calibration: '#30638e',
  detector: '#8d6a9f',
  adc: '#b89ac6',
  memory: '#6a994e',
  ecu: '#9a9a9a',
}

const causes: Readonly<Record<string, string>> = {
  stream: '#6a994e',
  program: '#d1495b',
  calibrate: '#30638e',
  kernel: '#edae49',
  shuffle: '#8d6a9f',
  compact: '#00798c',
  imprint: '#e07a5f',
  'wait for data': '#b9bec6',
  'wait for ecu': '#d8c9a3',
  'wait for memory': '#d9b8bd',
  'wait for unit': '#b5c9c3',
}

export function componentColour(component: string): string {
  return components[component] ?? nameColour(component)
}

export function causeColour(cause: string): string {
  return causes[cause] ?? nameColour(cause)
}

/** A colour of its own for any name, the same in every report. */
export function nameColour(name: string): string {
  if (name === '') return '#9a9a9a'
  let hash = 2166136261
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16777619)
  const hue = (hash >>> 0) % 360
  return `hsl(${hue} 45% ${44 + ((hash >>> 9) % 3) * 8}%)`
}

/** Where a node runs. */
export const placeColours: Readonly<Record<string, string>> = { rings: '#3aa6b9', ecu: '#edae49', both: '#6a994e' }
