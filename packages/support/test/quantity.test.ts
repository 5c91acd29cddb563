import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Dimension, dimensions, formatQuantity, parseQuantity, writeQuantity } from '../src/index.ts'
import { units } from '../src/quantity-units.ts'

describe('parseQuantity', () => {
  test.each<[string | number, Dimension, number, string]>([
    ['20 ns', 'time', 20e-9, 'ns'],
    ['4us', 'time', 4e-6, 'us'],
    ['4 µs', 'time', 4e-6, 'us'],
    ['13 dBm', 'power', 0.0199526231496888, 'dBm'],
    ['0.186 mW', 'power', 0.186e-3, 'mW'],
    ['1 GS/s', 'frequency', 1e9, 'GS/s'],
    ['1.28 GHz', 'frequency', 1.28e9, 'GHz'],
    ['18 nm', 'length', 18e-9, 'nm'],
    ['10 pJ', 'energy', 10e-12, 'pJ'],
    ['64 KiB', 'size', 65536, 'KiB'],
    ['64 kB', 'size', 64000, 'kB'],
    ['0.3 dB/cm', 'loss', 30, 'dB/cm'],
    ['3 dB', 'ratio', 3, 'dB'],
    ['1 pJ/bit', 'energy-per-byte', 8e-12, 'pJ/bit'],
    ['0.102 nm/K', 'wavelength-shift', 0.102e-9, 'nm/K'],
    ['20 %', 'fraction', 0.2, '%'],
    [0.2, 'fraction', 0.2, ''],
    ['8000', 'number', 8000, ''],
    ['-1.5e-3 V', 'voltage', -1.5e-3, 'V'],
  ])('%s as %s', (written, dimension, value, unit) => {
    expect(parseQuantity(written, dimension)).toEqual({ ok: true, value: expect.closeTo(value, 15), unit })
    const parsed = parseQuantity(written, dimension)
    expect(parsed.ok && Math.abs(parsed.value / value - 1)).toBeLessThan(1e-14)
  })

  test('decimal prefixes do not add a rounding', () => {
    expect(parseQuantity('3 us', 'time')).toEqual({ ok: true, value: 3e-6, unit: 'us' })
    expect(parseQuantity('0.7 nm', 'length')).toEqual({ ok: true, value: 7e-10, unit: 'nm' })
  })

  test.each<[string | number, Dimension, string]>([
    ['5 mW', 'frequency', "expected a frequency, found '5 mW'"],
    ['5', 'time', "expected a time, found '5'"],
    [5, 'time', "expected a time such as '20 ns', found 5"],
    ['', 'power', "expected a power, found ''"],
    ['fast', 'frequency', "expected a frequency, found 'fast'"],
    ['1e999 s', 'time', "expected a time of finite size, found '1e999 s'"],
    [Number.NaN, 'number', "expected a number such as '8000', found NaN"],
    ['1,5 s', 'time', "expected a time, found '1,5 s'"],
    ['5 MS', 'time', "expected a time, found '5 MS'"],
    ['5 __proto__', 'time', "expected a time, found '5 __proto__'"],
    ['9'.repeat(100), 'number', `expected a number, found '${'9'.repeat(64)}...' (100 characters)`],
  ])('refuses %s as %s', (written, dimension, message) => {
    expect(parseQuantity(written, dimension)).toEqual({ ok: false, message })
  })

  test('the example of every dimension is one', () => {
    for (const [dimension, { example }] of Object.entries(dimensions)) {
      expect(parseQuantity(example, dimension as Dimension)).toMatchObject({ ok: true })
    }
  })
})

test('what writeQuantity writes reads back as the same number', () => {
  const values = fc.double({ min: 1e-20, max: 1e20, noNaN: true })
  fc.assert(
    fc.property(values, fc.constantFrom(...units.values()), (value, unit) => {
      expect(parseQuantity(writeQuantity(value, unit.symbol), unit.dimension)).toMatchObject({ ok: true, value })
    }),
  )
  expect(writeQuantity(4e-6, 'us')).toBe('4 us')
  expect(writeQuantity(1e-3 * 10 ** 1.3, 'dBm')).toBe('13 dBm')
  expect(writeQuantity(0.2, '%')).toBe('20 %')
  expect(writeQuantity(65536, 'KiB')).toBe('64 KiB')
  expect(writeQuantity(0, 'us')).toBe('0 us')
  expect(writeQuantity(8000, '')).toBe('8000')
})

test.each<[number, string, string]>([
  [4e-6, 's', '4 us'],
  [40.64e-6, 's', '40.64 us'],
  [12345, 's', '12350 s'],
  [999.96e-9, 's', '1 us'],
  [1e-18, 's', '0.001 fs'],
  [-3e-3, 'V', '-3 mV'],
  [1e9, 'S/s', '1 GS/s'],
  [1e9, 'Hz', '1 GHz'],
  [65536, 'B', '64 KiB'],
  [256e9, 'B/s', '256 GB/s'],
  [0, 'J', '0 J'],
  [0.5, 'W', '500 mW'],
  [0.25, '', '0.25'],
  [3, 'dB', '3 dB'],
  [Number.POSITIVE_INFINITY, 's', 'Infinity s'],
])('formatQuantity(%s, %s) is %s', (value, unit, text) => {
  expect(formatQuantity(value, unit)).toBe(text)
})
