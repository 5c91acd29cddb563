import { join } from 'node:path'
import { needsData, repositoryRoot, testDataPath } from '@onnc/testing'
import { describe, expect, test } from 'vitest'
import { type LabelledImages, readCifar } from '../../src/data/read-cifar.ts'
import { readImageSet } from '../../src/data/read-images.ts'
import { valueOf } from './data-folder.ts'

/** Shape, how many images show each class, and the sum of all pixels. */
function summary({ images, labels }: LabelledImages): string {
  const classes = Array.from({ length: 10 }, (_, label) => labels.filter((found) => found === label).length)
  let pixelSum = 0
  for (const pixel of images.data as Uint8Array) pixelSum += pixel
  return `${images.shape.join('x')}; classes ${classes.join(' ')}; pixels ${pixelSum}`
}

test('the digits of test-models', () => {
  const folder = join(repositoryRoot, 'test-models/digits-cnn')
  const set = valueOf(readImageSet(join(folder, 'images-idx3-ubyte.gz'), join(folder, 'labels-idx1-ubyte.gz')))
  expect(summary(set)).toMatchInlineSnapshot(`"1000x28x28; classes 113 105 97 126 100 90 78 91 88 112; pixels 19412062"`)
})

const mnist = testDataPath('datasets/mnist') ?? ''
describe.skipIf(mnist === '')(needsData('datasets/mnist', 'MNIST as published'), () => {
  test('the test set: class counts as MNIST states them', () => {
    const set = valueOf(readImageSet(join(mnist, 't10k-images-idx3-ubyte.gz'), join(mnist, 't10k-labels-idx1-ubyte.gz')))
    expect(summary(set)).toMatchInlineSnapshot(`"10000x28x28; classes 980 1135 1032 1010 982 892 958 1028 974 1009; pixels 264923200"`)
  })

  test('the first hundred', () => {
    const set = valueOf(readImageSet(join(mnist, 't10k-images-idx3-ubyte.gz'), join(mnist, 't10k-labels-idx1-ubyte.gz'), 100))
    expect([set.images.shape, set.images.data.byteLength, [...set.labels.subarray(0, 5)], set.total]).toEqual([
      [100, 28, 28],
      78_400,
      [7, 2, 1, 0, 4],
      10_000,
    ])
  })
})

const cifar = testDataPath('datasets/cifar10') ?? ''
describe.skipIf(cifar === '')(needsData('datasets/cifar10', 'CIFAR-10 as published'), () => {
  test('plain and gzip records', () => {
    expect(summary(valueOf(readCifar(join(cifar, 'test_lossless_346.bin'))))).toMatchInlineSnapshot(
      `"346x3x32x32; classes 30 32 37 37 47 28 49 24 37 25; pixels 123516615"`,
    )
    const packed = join(cifar, 'test_jpg_decoded_2000.bin.gz')
    expect(summary(valueOf(readImageSet(packed, packed, 500)))).toMatchInlineSnapshot(
      `"500x3x32x32; classes 50 50 50 50 50 50 50 50 50 50; pixels 188360743"`,
    )
  })
})
