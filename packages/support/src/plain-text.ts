/** Characters that end lines, move the cursor or turn the reading direction. */
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** Names from a file may hold anything, and be of any length. */
const mostCharacters = 400

/** Foreign text on one line of bounded length: control characters escaped, very long text cut. */
export function plainText(text: string): string {
  const short = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}... (${text.length} characters)` : text
  return short.toWellFormed().replaceAll(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
