export { serve, work } from './chunk'
export { encodePlane, rangeOf } from './encode'
export { normalNumbers } from './normal'
