import { expect, test } from 'vitest'

import { formatSi } from '../src/format-number.ts'

test.each([
  [4.1e-5, '41.0 us'],
  [0.00099999, '1.00 ms'],
  [9.996e-4, '1.00 ms'],
  [9.994e-4, '999 us'],
  [1, '1.00 s'],
  [0.9999, '1.00 s'],
  [0, '0 s'],
  [-2.5e-9, '-2.50 ns'],
])('%d s is %s', (value, text) => {
  expect(formatSi(value, 's')).toBe(text)
})
