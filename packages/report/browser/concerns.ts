/** Whether two texts about ONNX nodes have one in common; each may name several, joined as in source maps. */
export function concerns(about: string | undefined, node: string): boolean {
  if (about === undefined || about === '') return false
  if (about === node) return true
  const names = new Set(node.split(' + '))
  return about.split(' + ').some((name) => names.has(name))
}
