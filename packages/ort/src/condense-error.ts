import os from 'node:os'
import { at, type Diagnostic, type DiagnosticDef } from '@onnc/support'
import { kernelMissing, modelRefused, modelUnsupported, operatorUnknown, runFailed, runUnsupported } from './diagnostics.ts'

/** What one of ONNX Runtime's error texts says: the fault in one line, whether it is a missing ability, and the node it blames. */
export interface CondensedError {
  readonly text: string
  readonly unsupported: boolean
  /** What ONNX Runtime lacks of an operator: all knowledge of it, or a kernel for its version or types. */
  readonly lacks?: 'operator' | 'kernel'
  /** `name` may be empty: models need not name their nodes. `opType` is `?` where the text does not give it. */
  readonly node?: { readonly name: string; readonly opType: string }
}

/** The diagnostic for an exception of the binding; located at the node where the text names one. */
export function runtimeError(error: unknown, during: 'load' | 'run'): Diagnostic {
  const { text, unsupported, lacks, node } = condenseError(error instanceof Error ? error.message : String(error))
  const refused: DiagnosticDef<[string]> = during === 'load' ? modelRefused : runFailed
  const missing: DiagnosticDef<[string]> = during === 'load' ? modelUnsupported : runUnsupported
  const make = lacks === 'operator' ? operatorUnknown : lacks === 'kernel' ? kernelMissing : unsupported ? missing : refused
  if (node === undefined) return make(text)
  if (node.name !== '') return at(make(text), { kind: 'node', node: node.name, opType: node.opType })
  return make(/^\w+$/.test(node.opType) && !text.includes(node.opType) ? `${article(node.opType)} ${node.opType} node: ${text}` : text)
}

/** Condenses a text of ONNX Runtime 1.30: source positions, signatures and advice to its developers go, the node becomes data. */
export function condenseError(message: string): CondensedError {
  let text = printable(message.slice(0, 16384))
  for (const { pattern, unsupported, lacks, read } of known) {
    const match = pattern.exec(text)
    if (match === null) continue
    const node = beginningNode(text)?.node
    return shorten({ unsupported, ...(lacks === undefined ? {} : { lacks }), ...(node === undefined ? {} : { node }), ...read(match) })
  }
  let node: CondensedError['node']
  for (let before = ''; before !== text;) {
    before = text
    text = stripSourcePosition(text).replace(noise, '').trim()
    const beginning = beginningNode(text)
    if (beginning === undefined) continue
    node ??= beginning.node
    text = text.slice(beginning.length)
  }
  return shorten({ text, unsupported: missingAbility.test(text), ...(node === undefined ? {} : { node }) })
}

/** One line without control characters: texts quote names, and names are the model's. */
function printable(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '?')
    .trim()
}

/** The node a text begins with, and the length of that beginning. */
function beginningNode(text: string): { node: { name: string; opType: string }; length: number } | undefined {
  for (const { pattern, read } of nodes) {
    const match = pattern.exec(text)
    if (match !== null) return { node: read(match), length: match[0].length }
  }
  return undefined
}

interface KnownText {
  readonly pattern: RegExp
  readonly unsupported: boolean
  readonly lacks?: 'operator' | 'kernel'
  readonly read: (match: RegExpExecArray) => { text: string; node?: { name: string; opType: string } }
}

/** Texts whose parts are worth more than what is left of them. */
const known: readonly KnownText[] = [
  {
    pattern: /Could not find an implementation for ([\w.]+)\((-?\d+)\) node with name '([^']*)'/,
    unsupported: true,
    lacks: 'kernel',
    read: ([, opType = '', version = '', name = '']) => ({ text: `no kernel for ${opType} of opset ${version}`, node: { name, opType } }),
  },
  {
    pattern:
      /Failed to find kernel for (?:[\w.]+\.)?(\w+)\((-?\d+)\) \(node:'([^']*)'.*?(?:has the following type \(([^()]*(?:\([^()]*\)[^()]*)*)\)|$)/,
    unsupported: true,
    lacks: 'kernel',
    read: ([, opType = '', version = '', name = '', types = '']) => ({
      text: `no kernel for ${opType} of opset ${version}${types === '' ? '' : ` on ${types}`}`,
      node: { name, opType },
    }),
  },
  {
    pattern: /Fatal error: (\S+?):(\w+)\((-?\d+)\) is not a registered function\/op/,
    unsupported: true,
    lacks: 'operator',
    read: ([, domain = '', opType = '']) => ({ text: `${domain}.${opType}` }),
  },
  {
    pattern: /In Node, \("([^"]*)", (\S*), "([^"]*)", -?\d+\).*No Op registered for \S+ with domain_version of (-?\d+)/,
    unsupported: true,
    lacks: 'operator',
    read: ([, name = '', opType = '', domain = '', version = '']) => ({
      text: `${domain === '' ? opType : `${domain}.${opType}`} of opset ${version}`,
      node: { name, opType },
    }),
  },
  {
    pattern: /Type \((\S+)\) of output arg \((.*?)\) of node \((.*?)\) does not match expected type \((\S+)\)/,
    unsupported: false,
    read: ([, declared = '', value = '', name = '', computed = '']) => ({
      text: `'${value}' is declared as ${declared}, but computed as ${computed}`,
      node: { name, opType: '?' },
    }),
  },
  {
    pattern: /Type '(\S+)' of input parameter \((.*?)\) of operator \((.*?)\) in node \((.*?)\) is invalid/,
    unsupported: false,
    read: ([, found = '', value = '', opType = '', name = '']) => ({
      text: `'${value}' is ${found}, which ${opType} does not take`,
      node: { name, opType },
    }),
  },
  {
    pattern: /with schema\(\S*?::(\w+):\d+\) has (input|output) size (\d+) not in range \[min=(\d+), max=(\d+)\]/,
    unsupported: false,
    read: ([, opType = '', what = '', found = '', least = '', most = '']) => ({
      text: `${opType} has ${found} ${what}s, expected ${least === most ? least : Number(most) > 1e9 ? `at least ${least}` : `${least} to ${most}`}`,
    }),
  },
  {
    pattern: /External data path validation failed for initializer: (.*?)\. Error: (?:\S+:\d+ \w+ )?(.*)/,
    unsupported: false,
    read: ([, name = '', reason = '']) => ({
      text: `initializer '${name}' is kept in another file: ${reason.includes(os.devNull) ? 'a model given as bytes reaches no file' : reason}`,
    }),
  },
  {
    pattern: /(?:Failed to allocate memory for requested buffer of size|bad_alloc|bad allocation|bad_array_new_length)\s*(\d*)/,
    unsupported: true,
    read: ([, size = '']) => ({
      text: size === '' ? 'it asks for more memory than there is' : `it asks for ${size} bytes of memory at once`,
    }),
  },
]

/** Beginnings that name a node. */
const nodes: readonly { pattern: RegExp; read: (match: RegExpExecArray) => { name: string; opType: string } }[] = [
  {
    pattern: /^Non-zero status code returned while running (\w+) node\. Name:'([^']*)' Status Message: /,
    read: ([, opType = '', name = '']) => ({ name, opType }),
  },
  {
    pattern: /^In Node, \("([^"]*)", ([^,]*), "[^"]*", -?\d+\).*? , (?=Error )/,
    read: ([, name = '', opType = '']) => ({ name, opType }),
  },
  {
    pattern: /^Node:? ?\(([^)]*)\) Op \((\w+)\) /,
    read: ([, name = '', opType = '']) => ({ name, opType }),
  },
]

const noise = new RegExp(
  [
    String.raw`^\[ONNXRuntimeError\] : \d+ : \w+ : `,
    String.raw`^(?:Fatal )?Error:? `,
    String.raw`^(?:This is an i|I)nvalid model\. `,
    String.raw`^Load model (?:from )?\S+ failed[:.] ?`,
    String.raw`^Exception during (?:initialization|loading): `,
    String.raw`^\[(?:Shape|Type)InferenceError\] `,
    String.raw`^[^.]{1,120} was false\. `,
    String.raw` ?If you need support create a github issue with justification\.?$`,
    String.raw` ?Please fix either the inputs/outputs or the model\.?$`,
  ].join('|'),
)

const missingAbility =
  /not (?:yet |currently registered or )?(?:supported|implemented)|unsupported|supported maximum|only supports|language-pack|no kernel/i

/** Removes one `path.cc:123 function-or-signature ` from anywhere in the text. */
function stripSourcePosition(text: string): string {
  const match = /(?:\/[\w./-]+\/)?[\w-]+\.(?:cc|cpp|h|hpp|cu|cuh|inc):\d+ /.exec(text)
  if (match === null) return text
  const before = text.slice(0, match.index)
  const after = text.slice(match.index + match[0].length)
  // Short positions are followed by a bare function name, full paths by a signature.
  const rest = match[0].startsWith('/') ? afterSignature(after) : after.replace(/^[\w:~]+ /, '')
  return (/\w\.$/.test(before) ? `${before} ` : before) + rest
}

/** What follows a C++ signature as compilers print it, `const T* ns::Class<T>::f(int, g<h>(*)()) const [with T = float] `. */
function afterSignature(text: string): string {
  const open = text.indexOf('(')
  if (open < 0) return text
  let end = closing(text, open)
  while (text[end] === '(') end = closing(text, end)
  let rest = text.slice(end)
  for (;;) {
    const suffix = /^(?:::<lambda\([^)]*\)>|::operator\(\)\([^)]*\)|\s*const\b|\s*noexcept\b|\s*&+|\s*\[with )/.exec(rest)
    if (suffix === null) return rest.trimStart()
    rest = suffix[0].endsWith('[with ') ? rest.slice(closing(rest, rest.indexOf('['))) : rest.slice(suffix[0].length)
  }
}

/** The index after the bracket that closes the one at `open`; the end of the text if none does. */
function closing(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if ('([{'.includes(text[i]!)) depth++
    else if (')]}'.includes(text[i]!) && --depth === 0) return i + 1
  }
  return text.length
}

function shorten(error: CondensedError): CondensedError {
  const plain = error.text.trim().replace(/[.\s]+$/, '') || 'no reason given'
  // A sentence's capital goes, a name's (ALL_CAPS, CamelCase) stays.
  const lower =
    /^[A-Z][a-z]*(?:\s|$)/.test(plain) && !plain.startsWith(`${error.node?.opType} `) ? plain[0]!.toLowerCase() + plain.slice(1) : plain
  return { ...error, text: lower.length > 300 ? `${lower.slice(0, 299)}…` : lower }
}

function article(word: string): string {
  return /^[AEIOU]/.test(word) ? 'an' : 'a'
}
