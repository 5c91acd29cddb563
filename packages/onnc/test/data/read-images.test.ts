import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readCifar } from '../../src/data/read-cifar.ts'
import { checkLabels, imagePixels, readImageSet } from '../../src/data/read-images.ts'
import { complaints, dataFolder, npyBytes, npyFields, valueOf } from './data-folder.ts'

const folder = dataFolder()

const idxImages = (count: number): readonly number[] => [
  0,
  0,
  8,
  3,
  0,
  0,
  0,
  count,
  0,
  0,
  0,
  1,
  0,
  0,
  0,
  2,
  ...Array.from({ length: 2 * count }, (_, i) => i),
]
const idxLabels = (...labels: number[]): readonly number[] => [0, 0, 8, 1, 0, 0, 0, labels.length, ...labels]
/** A record whose pixels are `pixel`. */
const record = (label: number, pixel: number): Uint8Array => Buffer.concat([Uint8Array.of(label), Buffer.alloc(3072, pixel)])

describe('readImageSet', () => {
  test('idx images with labels as idx and npy', () => {
    const images = folder.file('images.gz', gzipSync(Uint8Array.from(idxImages(3))))
    const labels = [
      folder.file('labels', idxLabels(4, 5, 6)),
      folder.file(
        'labels.npy',
        npyBytes(npyFields('<i8', '(3, 1)'), [4, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]),
      ),
    ]
    for (const file of labels) {
      const set = valueOf(readImageSet(images, file))
      expect([set.images.type, set.images.shape, set.total, [...set.labels]]).toEqual(['uint8', [3, 1, 2], 3, [4, 5, 6]])
    }
  })

  test('a limit keeps the first items and still compares whole files', () => {
    const images = folder.file('images', idxImages(3))
    const set = valueOf(readImageSet(images, folder.file('labels', idxLabels(4, 5, 6)), 2))
    expect([set.images.shape, [...(set.images.data as Uint8Array)], [...set.labels], set.total]).toEqual([
      [2, 1, 2],
      [0, 1, 2, 3],
      [4, 5],
      3,
    ])
    expect(valueOf(readImageSet(images, folder.path('labels'), 99)).labels.length).toBe(3)
    expect(complaints(readImageSet(images, folder.file('two', idxLabels(1, 2)), 2))).toEqual([
      "invalid: 'images' holds 3 images, but 'two' holds 2 labels",
    ])
  })

  test('npy images of floats', () => {
    const images = folder.file('floats.npy', npyBytes(npyFields('<f4', '(1, 2)'), [0, 0, 128, 63, 0, 0, 0, 64]))
    const set = valueOf(readImageSet(images, folder.file('one', idxLabels(0))))
    expect(imagePixels(set.images, 0, 2, -1)).toEqual(Float32Array.of(1, 3))
  })

  test('CIFAR records bring their labels, or leave them to another file', () => {
    const images = folder.file('batch.bin.gz', gzipSync(Buffer.concat([record(0, 12), record(9, 13), record(3, 14)])))
    for (const labels of [undefined, images]) {
      const set = valueOf(readImageSet(images, labels, 2))
      expect([set.images.shape, [...set.labels], set.total]).toEqual([[2, 3, 32, 32], [0, 9], 3])
      expect(imagePixels(set.images, 1)[3071]).toBe(13)
    }
    expect([...valueOf(readImageSet(images, folder.file('others', idxLabels(1, 2, 3)))).labels]).toEqual([1, 2, 3])
    const others = folder.file('others.bin', record(7, 0), record(7, 0), record(7, 0))
    expect([...valueOf(readImageSet(images, others)).labels]).toEqual([7, 7, 7])
  })

  test('CIFAR records that start like idx are told by their name', () => {
    const start = Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 0])
    expect(valueOf(readCifar(folder.file('dark.bin', start, record(0, 0).subarray(8)))).total).toBe(1)
    expect(valueOf(readImageSet(folder.path('dark.bin'))).total).toBe(1)
  })
})

describe('image sets that are refused', () => {
  test.each<[string, () => [string, string?], string]>([
    ['no labels', () => [folder.file('a', idxImages(1))], "usage: 'a' holds images without labels; a labels file is needed"],
    [
      'idx images as their own labels',
      () => [folder.file('a', idxImages(1)), folder.path('a')],
      "invalid: 'a' does not hold labels: expected integers [count], found uint8[1,1,2]",
    ],
    [
      'no images',
      () => [folder.file('a', idxImages(0)), folder.file('b', idxLabels())],
      "invalid: 'a' does not hold a batch of images: expected numbers [count, ...], found uint8[0,1,2]",
    ],
    [
      'labels for images',
      () => [folder.file('a', idxLabels(1)), folder.path('a')],
      "invalid: 'a' does not hold a batch of images: expected numbers [count, ...], found uint8[1]",
    ],
    [
      'images of strings',
      () => [folder.file('a', npyBytes(npyFields('<U1', '(1, 1)'), [65, 0, 0, 0])), folder.path('a')],
      "invalid: 'a' does not hold a batch of images: expected numbers [count, ...], found string[1,1]",
    ],
    [
      'labels of floats',
      () => [folder.file('a', idxImages(1)), folder.file('b', npyBytes(npyFields('<f4', '(1,)'), [0, 0, 128, 63]))],
      "invalid: 'b' does not hold labels: expected integers [count], found float32[1]",
    ],
    [
      'a negative label',
      () => [folder.file('a', idxImages(1)), folder.file('b', npyBytes(npyFields('|i1', '(1,)'), [255]))],
      "invalid: label 0 in 'b' is -1, expected 0 to 2147483647",
    ],
    ['a CIFAR label', () => [folder.file('a.bin', record(9, 0), record(10, 0))], "invalid: label 1 in 'a.bin' is 10, expected 0 to 9"],
    [
      'CIFAR cut short',
      () => [folder.file('a.bin', record(9, 0).subarray(1))],
      "invalid: 'a.bin' holds 3072 bytes, not a whole number of CIFAR-10 records of 3073 bytes",
    ],
    [
      'an unknown format',
      () => [folder.file('a', 'GIF89a')],
      "invalid: 'a' is not IDX, npy or CIFAR-10 records (.bin): it starts with bytes 47 49 46 38",
    ],
    ['a missing labels file', () => [folder.file('a', idxImages(1)), folder.path('nowhere')], "usage: cannot read 'nowhere': no such file"],
  ])('%s', (_, files, complaint) => {
    expect(complaints(readImageSet(...files()))).toEqual([complaint])
  })

  test('labels that a model has no class for', () => {
    expect(checkLabels(Int32Array.of(0, 9), 'l', 10).ok).toBe(true)
    expect(complaints(checkLabels(Int32Array.of(0, 10), 'l', 10))).toEqual(["invalid: label 1 in 'l' is 10, expected 0 to 9"])
  })
})
