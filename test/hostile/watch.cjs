// Loaded before `spec` with --import: writes down every connection, look-up and program that the process starts, and how
// much memory it needed, one JSON line each, into the file that SPEC_TEST_WATCH names.
'use strict'
const { appendFileSync } = require('node:fs')
const childProcess = require('node:child_process')
const dgram = require('node:dgram')
const dns = require('node:dns')
const http2 = require('node:http2')
const net = require('node:net')
const { syncBuiltinESMExports } = require('node:module')

const file = process.env.SPEC_TEST_WATCH
const tell = (entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`)

/** Every TCP and TLS connection, http and fetch included, goes through this one method. */
const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...args) {
  tell({ kind: 'socket', what: String(JSON.stringify(args[0])) })
  return connect.apply(this, args)
}
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...args) {
  tell({ kind: 'socket', what: 'listen' })
  return listen.apply(this, args)
}
wrap(dgram, 'createSocket', 'socket')
wrap(http2, 'connect', 'socket')
for (const name of Object.keys(dns)) if (/^(lookup|resolve|reverse)/.test(name)) wrap(dns, name, 'socket')
for (const name of Object.keys(dns.promises))
  if (/^(lookup|resolve|reverse)/.test(name)) wrap(dns.promises, name, 'socket')

/** Every program that is started and not waited for ends up here, whichever function was called. */
const spawn = childProcess.ChildProcess.prototype.spawn
childProcess.ChildProcess.prototype.spawn = function (options) {
  tell({ kind: 'program', what: options.args, file: options.file })
  return spawn.call(this, options)
}
for (const name of ['spawnSync', 'execSync', 'execFileSync']) wrap(childProcess, name, 'program')

function wrap(owner, name, kind) {
  const real = owner[name]
  owner[name] = function (...args) {
    tell({ kind, what: [name, ...args.filter((arg) => typeof arg === 'string')] })
    return real.apply(this, args)
  }
}

// Named imports of ES modules see what was put in the place of the real functions.
syncBuiltinESMExports()
tell({ kind: 'watching', what: [] })
process.on('exit', () => tell({ kind: 'memory', kilobytes: process.resourceUsage().maxRSS, what: [] }))
