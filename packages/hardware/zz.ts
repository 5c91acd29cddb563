import { loadTarget, shippedTargets } from './src/index.ts'
import { unitPhysics } from './src/unit-physics.ts'
import { checkPhysics } from './src/check-physics.ts'
import { areaOf } from './src/area.ts'
for (const n of shippedTargets()) {
  const t = loadTarget(n)
  if (!t.ok) throw t
  for (const u of t.value.units) {
    const p = unitPhysics(t.value, u)
    console.log(
      n,
      u.name,
      p.lossDecibel.toFixed(1),
      p.receivedDbm.toFixed(1),
      'need',
      p.neededLaserDbm?.toFixed(1),
      p.product.map((x) => x.name + ' ' + x.bits.toFixed(2) + '/' + x.asked?.toFixed(1)).join('; '),
      '| full',
      p.fullScale.map((x) => x.name + ' ' + x.bits.toFixed(2)).join('; '),
    )
  }
  for (const w of checkPhysics(t.value))
    console.log('  WARN', w.unitClass, w.path.join('.'), w.term.name, w.term.bits.toFixed(1), w.term.asked.toFixed(1), w.mends.join(' | '))
  console.log(
    '  area',
    (areaOf(t.value) ?? []).map((i) => `${i.part} ${i.count} ${(i.squareMetres * 1e6).toFixed(2)}`).join('; '),
    ((areaOf(t.value) ?? []).reduce((a, b) => a + b.squareMetres, 0) * 1e6).toFixed(1),
  )
}
