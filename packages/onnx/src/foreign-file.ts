/**
 * What a file that does not decode looks like instead, or `undefined`. Asked only after decoding failed, so a loose match can never
 * refuse a good file.
 */
export function describeForeignFile(bytes: Uint8Array): string | undefined {
  for (const { name, offset, signature } of signatures) {
    if (signature.every((byte, i) => bytes[offset + i] === byte)) return name
  }
  const head = printableHead(bytes)
  if (head === undefined) return undefined
  for (const { name, pattern } of texts) if (pattern.test(head)) return name
  return 'plain text'
}

function ascii(text: string): readonly number[] {
  return Array.from(text, (character) => character.charCodeAt(0))
}

const signatures: readonly { name: string; offset: number; signature: readonly number[] }[] = [
  { name: 'gzip-compressed data', offset: 0, signature: [0x1f, 0x8b] },
  { name: 'Zstandard-compressed data', offset: 0, signature: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'xz-compressed data', offset: 0, signature: [0xfd, ...ascii('7zXZ')] },
  { name: 'bzip2-compressed data', offset: 0, signature: ascii('BZh') },
  { name: 'a zip archive', offset: 0, signature: [...ascii('PK'), 3, 4] },
  { name: 'an HDF5 (Keras) file', offset: 0, signature: [0x89, ...ascii('HDF')] },
  { name: 'a NumPy array', offset: 0, signature: [0x93, ...ascii('NUMPY')] },
  { name: 'a GGUF file', offset: 0, signature: ascii('GGUF') },
  { name: 'a TensorFlow Lite model', offset: 4, signature: ascii('TFL3') },
  { name: 'an ONNX Runtime format (.ort) model', offset: 4, signature: ascii('ORTM') },
  { name: 'a Python pickle', offset: 0, signature: [0x80, 2] },
]

const texts: readonly { name: string; pattern: RegExp }[] = [
  { name: 'a Git LFS pointer', pattern: /^version https:\/\/git-lfs/ },
  { name: 'an HTML page', pattern: /^\s*<(!doctype html|html|head|body)\b/i },
  { name: 'an XML document', pattern: /^\s*<\?xml\b/i },
  { name: 'a JSON document', pattern: /^\s*[{[]\s*["\]}]/ },
  { name: 'a model in the ONNX text syntax', pattern: /^\s*<\s*ir_version\b/ },
]

/** The first bytes as text, if they are text. */
function printableHead(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, 512)
  const text = new TextDecoder().decode(head)
  // oxlint-disable-next-line no-control-regex
  return /^[^\u0000-\u0008\u000e-\u001f\ufffd]{2,}$/.test(text.slice(0, -1)) ? text : undefined
}
