import { energyComponents, type EnergyItems } from './cost.ts'

/** Energies by component, added up. */
export function addEnergy(...items: readonly Partial<EnergyItems>[]): Partial<EnergyItems> {
  const sum: Partial<Record<keyof EnergyItems, number>> = {}
  for (const item of items)
    for (const component of energyComponents) if (item[component] !== undefined) sum[component] = (sum[component] ?? 0) + item[component]
  return sum
}

/** Joules of all components. */
export function totalEnergy(items: Partial<EnergyItems>): number {
  return energyComponents.reduce((sum, component) => sum + (items[component] ?? 0), 0)
}
