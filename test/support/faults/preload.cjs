// Preloaded into a process (node -r): one call that writes through node:fs fails, or all from one on. Nothing in src knows
// of it. Developers are root, so permissions would prove nothing.
//
// SPEC_FAULT=count              counts, and writes the names of the calls to SPEC_FAULT_LOG
// SPEC_FAULT=once:7:ENOSPC      call 7 (from 0) fails; from:7:ENOSPC that one and all after it
// SPEC_FAULT=interrupt:7        Ctrl-C comes just before call 7
'use strict'
const fs = require('node:fs')
const { syncBuiltinESMExports } = require('node:module')
const { errno: errnos } = require('node:os').constants
const { watch } = require('../kill/preload.cjs')

const [mode, at, code] = (process.env.SPEC_FAULT ?? '').split(':')

if (mode === 'count') {
  const names = []
  const restore = watch((name, call) => {
    names.push(name)
    return call()
  }, false)
  process.on('exit', () => {
    restore()
    fs.writeFileSync(process.env.SPEC_FAULT_LOG, names.join('\n'))
  })
} else if (mode) {
  let count = 0
  watch((name, call, args) => {
    const turn = count++
    if (mode === 'interrupt') {
      if (turn === Number(at)) process.kill(process.pid, 'SIGINT')
      return call()
    }
    const fails = mode === 'once' ? turn === Number(at) : turn >= Number(at)
    if (!fails) return call()
    // A close that fails has closed all the same.
    if (name === 'closeSync') call()
    const syscall = name.replace(/Sync$/, '')
    throw Object.assign(new Error(`${code}: injected, ${syscall} '${String(args[0])}'`), {
      code,
      syscall,
      errno: -errnos[code],
    })
  }, false)
}
syncBuiltinESMExports()
