// Properties are tried with the same random values in every run, so that a run says something of the code alone. Others are
// looked for in `npm run test:full`, and with SPEC_TEST_SEED=<whole number>, or SPEC_TEST_SEED=random.
import fc from 'fast-check'

const wanted = process.env.SPEC_TEST_SEED ?? (process.env.SPEC_TEST_FULL ? 'random' : '20261121')
const seed = wanted === 'random' ? null : Number(wanted)
if (seed !== null) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed })
