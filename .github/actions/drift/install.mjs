// SPEC_VERSION in, the path of an installed bin.js out (output `bin`). Installs outside of the repository, so that neither its
// .npmrc nor its lock file has a say, and runs no script of a package.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setOutputs, showAsText, stop } from './runner.mjs'

const { SPEC_VERSION: version = '', SPEC_BIN: given = '' } = process.env
setOutputs({ bin: given === '' ? install() : installed(given) })

function installed(path) {
  const bin = resolve(process.env.GITHUB_WORKSPACE ?? '.', path)
  return existsSync(bin) ? bin : stop(`the input bin names ${path}, and there is no such file`)
}

function install() {
  // A range or an address would let the registry, or a stranger, choose.
  if (!/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(version))
    return stop(`the input version is ${version}; expected an exact version, as in 1.2.3`)
  const folder = join(process.env.RUNNER_TEMP ?? tmpdir(), 'spec-regen', version)
  mkdirSync(folder, { recursive: true })
  // A project of its own: npm looks upwards for one.
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']
  const { status, stdout, stderr, error } = spawnSync('npm', ['install', ...flags, `spec-regen@${version}`], {
    cwd: folder,
    encoding: 'utf8',
    // npm is a script on Windows; every word of the command is one of the above.
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    showAsText(`${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}\n` : ''}`)
    return stop(`npm could not install spec-regen@${version}`)
  }
  return join(folder, 'node_modules', 'spec-regen', 'dist', 'bin.js')
}
