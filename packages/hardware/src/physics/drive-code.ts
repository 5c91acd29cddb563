/**
 * The code of a DAC that drives a heater: voltage is linear in the code and power goes with its square, P = P_max (code / largest)^2, so
 * code = round(largest sqrt(P / P_max)). Powers past the largest are driven with the largest.
 */
export function driveCode(powerWatts: number, largestPowerWatts: number, bits: number): number {
  const largest = 2 ** bits - 1
  return Math.min(largest, Math.round(largest * Math.sqrt(Math.max(0, powerWatts) / largestPowerWatts)))
}

/** The heater power of a code. */
export function drivePower(code: number, largestPowerWatts: number, bits: number): number {
  return largestPowerWatts * (code / (2 ** bits - 1)) ** 2
}
