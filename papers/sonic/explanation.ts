// What is said about figures that are more than a quarter off, and about the exploration; it repeats no number that a run writes elsewhere.

export const explanation = `**FPS/W.** The factor over CrossLight has the published size under many readings, and is lower by a fifth under the default one. Both
machines spend most of their energy on converters: SONIC's ADC takes 62 mW for 14 ns and converts once for five products of a CONV unit, CrossLight's transceivers take
250 mW for the 20 ns of a symbol, once for twenty. Holding rings comes second: without it (EO tuning alone) the factor is the published one and a little more. Kernel slices of the paper leave
rings of a vector empty; in our packing the factor is within 5 % of the published one. It is about half where signs take two passes, where idle arrays stay on, and where writes settle
thermo-optically. Batch norm on the broadband rings costs more than it saves: a ring is held at 1.6 mW for 14 ns a symbol, 22 pJ, where a multiplication takes less than one.

**Energy per bit.** The published factors cannot come from one definition: FPS/W and energy per bit of the same frames differ by 18.4 / 2.94 = 6.3 against CrossLight, by 6.3
against LightBulb, 2.0 against HolyLight, 1.4 against NullHop and RSNN, so the machines must have been counted over different numbers of bits, and differently in each
pair. Here every product counts as the mean of its operands' bits: SONIC computes half to two thirds of CrossLight's products, at 11 bits instead of 16, so that its bits are
two to three times fewer, which is what its frames cost less. Over the bits of the dense network the factor is that of FPS/W times 11 / 16. No reading of the hardware
comes near 18.4; what is published counts bits otherwise than we do.

**NullHop, RSNN, LightBulb and HolyLight** are not modelled: their published factors stand as they are, with the figure that ours would imply for them.

**deap and lt-mrr-bank** were not compared by the paper. DEAP's heaters settle in microseconds and every tile is written, so a frame is mostly writing. The MRR bank of
Lightening-Transformer has weights and converters of 4 bits, and is fast and frugal at that: its figures are not those of a network that keeps its accuracy.`

export const explorationNote = `The paper finds nothing beyond n = 5, as "dense kernel vectors were no longer than 5". At half density a slice of nine weights has more than five in a quarter of all
cases, so in the packing of the paper our model gains up to n = 9, where every slice is one vector, and nothing beyond; in our packing there is no such limit. More
wavelengths pay because converter and receiver, which take most of the energy, are paid for each symbol, however wide. For the same reason wide FC units (m = 100) are best.
N and K hardly matter to energy, as idle units are off, but they divide time; they decide power and area, where smaller machines win. (5, 50, 50, 10) is a balanced point, ahead of
others only if width costs something that this model does not charge: losses and crosstalk of longer banks are physics of the target (\`onnc targets check sonic\`), not costs.`
