// Preloaded into a process (node -r), or required by a test: every call that writes through node:fs is counted, and one
// of them is the process's last, or fails. Nothing in src knows of it.
//
// SPEC_KILL=count            counts, and writes the names of the calls to SPEC_KILL_LOG
// SPEC_KILL=before:7         killed before call 7 (from 0); after:7 after it; half:7 when half of its bytes are written
'use strict'
const fs = require('node:fs')

const writing = new Set([
  'openSync',
  'writeSync',
  'writeFileSync',
  'appendFileSync',
  'fsyncSync',
  'fchmodSync',
  'chmodSync',
  'closeSync',
  'renameSync',
  'linkSync',
  'symlinkSync',
  'copyFileSync',
  'unlinkSync',
  'rmSync',
  'mkdirSync',
  'rmdirSync',
  'utimesSync',
  'truncateSync',
  'ftruncateSync',
])
const reading = new Set(['readSync', 'fstatSync', 'lstatSync', 'statSync', 'readdirSync', 'readFileSync'])

/** Files opened for reading are not what this is about: their opening and closing is not counted. */
const readOnly = new Set()

function opensToRead(flags) {
  if (flags === undefined || flags === 'r') return true
  return typeof flags === 'number' && (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) === 0
}

/**
 * Puts `around(name, call, args)` in place of each watched call; returns what takes it away again.
 *
 * @param alsoReads watches calls that only read too.
 */
function watch(around, alsoReads) {
  const originals = {}
  for (const name of [...writing, ...(alsoReads ? reading : [])]) {
    const original = fs[name]
    originals[name] = original
    fs[name] = (...args) => {
      const call = (changed = args) => original.apply(fs, changed)
      if (!alsoReads && name === 'openSync' && opensToRead(args[1])) {
        const fd = call()
        readOnly.add(fd)
        return fd
      }
      if (!alsoReads && name === 'closeSync' && readOnly.delete(args[0])) return call()
      return around(name, call, args)
    }
  }
  return () => Object.assign(fs, originals)
}

const [mode, at] = (process.env.SPEC_KILL ?? '').split(':')

if (mode === 'count') {
  const names = []
  watch((name, call) => {
    names.push(name)
    return call()
  }, false)
  process.on('exit', () => fs.writeFileSync(process.env.SPEC_KILL_LOG, [...names].join('\n')))
} else if (mode) {
  const die = () => process.kill(process.pid, 'SIGKILL')
  let count = 0
  watch((name, call, args) => {
    if (count++ !== Number(at)) return call()
    if (mode === 'before') die()
    if (mode === 'half') {
      const [fd, bytes, offset, length, position] = args
      call([fd, bytes, offset, Math.floor(length / 2), position])
      die()
    }
    try {
      return call()
    } finally {
      die()
    }
  }, false)
}

module.exports = { watch }
