import { formatQuantity } from '@onnc/support'
import { lossDecibel, opticalLosses } from './optical-path.ts'
import { toDecibel } from './physics/decibel.ts'
import { receiverBits, receiverSensitivity } from './physics/receiver-noise.ts'
import { crosstalkBits, worstCrosstalk } from './physics/spectral-crosstalk.ts'
import { toDbm } from './physics/decibel.ts'
import { type Chart, type ChartAxis, type ChartLine } from './svg-chart.ts'
import { symbolSeconds } from './symbol-time.ts'
import type { Target, UnitClass } from './target.ts'
import { channelsOf, receivedWatts, receiverOf } from './unit-physics.ts'

/** A chart of a unit class, and what its file is called after. */
export interface PhysicsChart {
  readonly name: 'bits' | 'rate' | 'crosstalk' | 'laser'
  readonly caption: string
  readonly chart: Chart
}

const wavelengths = [1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64]
const rates = [1e7, 2e7, 5e7, 1e8, 2e8, 5e8, 1e9, 2e9, 5e9, 1e10, 2e10, 5e10]

const wavelengthAxis: ChartAxis = { label: 'wavelengths a bus', from: 1, to: 64, ticks: [1, 8, 16, 24, 32, 40, 48, 56, 64] }
const bitsAxis = (to: number): ChartAxis => ({
  label: 'bits of a product',
  from: 0,
  to,
  ticks: Array.from({ length: to / 2 + 1 }, (_, i) => 2 * i),
})

/** What follows from a unit class: bits against wavelengths and rate, crosstalk, and laser power. */
export function physicsCharts(target: Target, unitClass: UnitClass): readonly PhysicsChart[] {
  return [bitsChart(target, unitClass), rateChart(target, unitClass), crosstalkChart(target, unitClass), laserChart(target, unitClass)]
}

function bitsChart(target: Target, unitClass: UnitClass): PhysicsChart {
  const own = channelsOf(target, unitClass)
  const receiver = receiverOf(target, unitClass)
  const line = (rate: number): ChartLine => ({
    label: `receiver, ${formatQuantity(rate, 'S/s', 3)}`,
    points: wavelengths.map((count) => [count, receiverBits(receiver, receivedWatts(target, withWavelengths(unitClass, count)), rate)]),
  })
  const rate = ownRate(unitClass)
  const crosstalk: ChartLine = {
    label: 'spectral crosstalk',
    dashed: true,
    points: wavelengths.slice(1).map((count) => [count, crosstalkBits({ ...own, count })]),
  }
  return {
    name: 'bits',
    caption: 'Bits of a product against wavelengths a bus: what the receiver tells apart, and what uncompensated crosstalk leaves',
    chart: {
      title: `${target.name} ${unitClass.name}: bits against wavelengths`,
      x: wavelengthAxis,
      y: bitsAxis(12),
      lines: [line(rate / 10), line(rate), line(rate * 10), crosstalk],
      marks: [{ label: 'asked', x: own.count, y: unitClass.moving.sliceBits }].filter(({ x, y }) => x <= 64 && y <= 12),
    },
  }
}

function rateChart(target: Target, unitClass: UnitClass): PhysicsChart {
  const receiver = receiverOf(target, unitClass)
  const watts = receivedWatts(target, unitClass)
  const line = (label: string, power: number): ChartLine => ({
    label,
    points: rates.map((rate) => [rate, receiverBits(receiver, power, rate)]),
  })
  const asked = unitClass.moving.sliceBits
  return {
    name: 'rate',
    caption: 'Bits of a product against symbol rate, with the laser as it is and with more of it',
    chart: {
      title: `${target.name} ${unitClass.name}: bits against rate`,
      x: {
        label: 'symbols a second',
        from: 1e7,
        to: 5e10,
        logarithmic: true,
        ticks: [1e7, 1e8, 1e9, 1e10],
        format: (rate) => formatQuantity(rate, 'S/s'),
      },
      y: bitsAxis(12),
      lines: [line('laser as it is', watts), line('3 dB more', 2 * watts), line('10 dB more', 10 * watts)],
      marks: [{ label: 'asked', x: ownRate(unitClass), y: asked }].filter(({ y }) => y <= 12),
    },
  }
}

function crosstalkChart(target: Target, unitClass: UnitClass): PhysicsChart {
  const own = channelsOf(target, unitClass)
  const line = (factor: number): ChartLine => ({
    label: `Q ${Math.round(own.qualityFactor * factor)}`,
    points: wavelengths
      .slice(1)
      .map((count) => [count, toDecibel(worstCrosstalk({ ...own, count, qualityFactor: own.qualityFactor * factor }))]),
  })
  const level = own.count === 1 ? undefined : toDecibel(worstCrosstalk(own))
  return {
    name: 'crosstalk',
    caption: 'Power of all other wavelengths on the ring in the middle of the bus (CrossLight, eq. 8 and 9)',
    chart: {
      title: `${target.name} ${unitClass.name}: spectral crosstalk`,
      x: wavelengthAxis,
      y: { label: 'crosstalk, dB', from: -40, to: 0, ticks: [-40, -30, -20, -10, 0] },
      lines: [line(0.5), line(1), line(2)],
      marks: level === undefined || own.count > 64 ? [] : [{ label: target.name, x: own.count, y: level }],
    },
  }
}

function laserChart(target: Target, unitClass: UnitClass): PhysicsChart {
  const receiver = receiverOf(target, unitClass)
  const loss = lossDecibel(opticalLosses(target, unitClass))
  const bits = Array.from({ length: 15 }, (_, i) => 1 + i / 2)
  const line = (rate: number): ChartLine => ({
    label: formatQuantity(rate, 'S/s', 3),
    points: bits.flatMap((n) => {
      const watts = receiverSensitivity(receiver, n, rate)
      return watts === undefined ? [] : [[n, toDbm(watts) + loss] as const]
    }),
  })
  const rate = ownRate(unitClass)
  return {
    name: 'laser',
    caption: 'Laser power of a wavelength that bits of a product need; a line that ends has met the intensity noise',
    chart: {
      title: `${target.name} ${unitClass.name}: laser power`,
      x: { label: 'bits of a product', from: 1, to: 8, ticks: [1, 2, 3, 4, 5, 6, 7, 8] },
      y: { label: 'dBm a wavelength', from: -40, to: 40, ticks: [-40, -20, 0, 20, 40] },
      lines: [line(rate / 10), line(rate), line(rate * 10)],
      marks: [{ label: target.name, x: unitClass.moving.sliceBits, y: toDbm(target.laser.powerPerWavelength.value) }].filter(
        ({ x }) => x <= 8,
      ),
    },
  }
}

function ownRate(unitClass: UnitClass): number {
  return 1 / symbolSeconds(unitClass, unitClass.rows)
}

/** The class with so many wavelengths on one bus. */
function withWavelengths(unitClass: UnitClass, count: number): UnitClass {
  return { ...unitClass, columns: count, segments: 1 }
}
