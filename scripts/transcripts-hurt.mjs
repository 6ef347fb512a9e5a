// Transcripts in; what the import makes of them when they are cut, shuffled or mixed out, as a list of what is wrong: an exception, a
// record that is neither understood nor counted, text that was lost, more said in a part than in the whole.

/** Bytes that are imported for the cuts at record boundaries of one file; of a file that takes more, some boundaries are tried. */
const budget = 60e6

/** @param given names, bytes, and how often they are cut. */
export async function hurt(importer, given, { cuts, all, seed }) {
  const faults = []
  const sums = { files: 0, cuts: 0, boundaries: 0, ofBoundaries: 0, shuffles: 0, mixes: 0 }
  const random = randomFrom(seed)
  const wholes = []
  for (const { name, bytes } of given) {
    const whole = await tried(importer, faults, `${name}: whole`, bytes)
    if (!whole?.read) continue
    sums.files += 1
    wholes.push({ name, bytes, agent: whole.read.agent })
    const most = countsOf(whole.read)
    for (let at = 0; at < cuts; at += 1) {
      const end = Math.floor(random() * bytes.length)
      await cut(importer, faults, name, bytes, end, most)
      sums.cuts += 1
    }
    const boundaries = boundariesOf(bytes)
    const affordable = all ? Infinity : Math.max(50, Math.floor(budget / Math.max(1, bytes.length / 2)))
    const step = Math.max(1, boundaries.length / affordable)
    sums.ofBoundaries += boundaries.length
    for (let at = 0; at < boundaries.length; at += step) {
      await cut(importer, faults, name, bytes, boundaries[Math.floor(at)], most)
      sums.boundaries += 1
    }
    await shuffled(importer, faults, name, bytes, whole, random)
    sums.shuffles += 1
  }
  for (const [at, one] of wholes.entries()) {
    const other = wholes.slice(at + 1).find(({ agent }) => agent !== one.agent) ?? wholes[0]
    if (other === undefined || other === one) continue
    await mixed(importer, faults, one, other, random)
    sums.mixes += 1
  }
  return { faults, sums }
}

async function cut(importer, faults, name, bytes, end, most) {
  const where = `${name}: cut at byte ${end}`
  const part = bytes.subarray(0, end)
  const result = await tried(importer, faults, where, part)
  if (!result?.read) return
  const own = countsOf(result.read)
  // What was cut in two may be a message of its own.
  for (const key of Object.keys(own))
    if (own[key] > most[key] + 1) faults.push(`${where}: ${own[key]} ${key}, and ${most[key]} in the whole`)
}

/** Records stay records, in whatever order they stand. */
async function shuffled(importer, faults, name, bytes, whole, random) {
  const lines = linesOf(bytes)
  for (let at = lines.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1))
    ;[lines[at], lines[other]] = [lines[other], lines[at]]
  }
  const result = await tried(importer, faults, `${name}: shuffled`, Buffer.concat(lines))
  // One value over many lines is none any more.
  if (!result?.read || lines.length !== whole.read.records) return
  if (result.read.damagedCount !== whole.read.damagedCount)
    faults.push(`${name}: shuffled: ${result.read.damagedCount} damaged, ${whole.read.damagedCount} before`)
}

async function mixed(importer, faults, one, other, random) {
  const [left, right] = [linesOf(one.bytes), linesOf(other.bytes)]
  const lines = []
  while (left.length + right.length > 0)
    lines.push((random() * (left.length + right.length) < left.length ? left : right).shift())
  await tried(importer, faults, `${one.name} and ${other.name}: mixed`, Buffer.concat(lines))
}

/** What holds whatever the bytes are. */
async function tried(importer, faults, where, bytes) {
  try {
    const result = await importer.run(bytes, 'transcript')
    if (result.read === null && result.kept !== null)
      faults.push(`${where}: what was kept cannot be read again`)
    if (result.read === null) return result
    const source = [...importer.recordsOf(bytes)]
    const { head, unknown, damagedCount } = result.session
    if (head.records !== source.length)
      faults.push(`${where}: ${source.length} records became ${head.records}`)
    const uncounted = [...unknown.values()].reduce((sum, count) => sum + count, damagedCount)
    if (uncounted > head.records) faults.push(`${where}: ${uncounted} records counted of ${head.records}`)
    if (result.read.records !== head.records)
      faults.push(`${where}: ${head.records} records were kept, ${result.read.records} are read again`)
    const [before, after] = [bytes.toString('utf8'), result.kept.toString('utf8')]
    if (isAsItWas(before, after) && bare(before) !== bare(after)) faults.push(`${where}: text was lost`)
    return result
  } catch (error) {
    faults.push(`${where}: ${error instanceof Error ? (error.stack ?? error.message).slice(0, 300) : error}`)
    return null
  }
}

/** Nothing was taken out, and no bytes that are damage of their own. */
function isAsItWas(before, after) {
  return !/home|users|\0|\ufffd|\ufeff/i.test(before) && !/\[REDACTED:/.test(after)
}

function bare(text) {
  return text.replace(/\s+/g, '')
}

export function countsOf(read) {
  const messages = read.conversations.flatMap((conversation) => conversation.messages)
  const calls = messages.flatMap(({ blocks }) => blocks.filter(({ kind }) => kind === 'tool-call'))
  // A message that was split in what a person wrote and what the program added is one.
  return {
    messages: messages.filter(({ id }) => !id.endsWith('.machine')).length,
    calls: calls.length,
    edits: calls.flatMap((call) => call.files.filter(({ kind }) => kind === 'edit')).length,
  }
}

/** Ends of lines: a record each in most transcripts. */
function boundariesOf(bytes) {
  const found = []
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) found.push(at + 1)
  return found
}

function linesOf(bytes) {
  const lines = []
  let from = 0
  for (const end of boundariesOf(bytes)) {
    lines.push(bytes.subarray(from, end))
    from = end
  }
  if (from < bytes.length) lines.push(Buffer.concat([bytes.subarray(from), Buffer.from('\n')]))
  return lines
}

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
}
