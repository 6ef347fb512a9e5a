// A stand-in for a program that people have: on PATH under its name, it notes what it is given and prints what it is told to.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Told {
  readonly out?: string | Uint8Array
  readonly err?: string
  readonly code?: number
  /** Takes for ever after it has printed. */
  readonly hangs?: boolean
  /** What it does when its first argument is `show`: an exit code. */
  readonly show?: number
}

export interface Seen {
  readonly args: readonly string[]
  readonly stdin: string
  readonly cwd: string
  /** What lay in the folder. */
  readonly files: string
  readonly env: ReadonlyMap<string, string>
  /** Texts of the files that its arguments and `GEMINI_SYSTEM_MD` name, by their last part. */
  readonly texts: ReadonlyMap<string, string>
}

export interface StandIn {
  /** Holds the program. */
  readonly bin: string
  tell(told: Told): void
  /** Of its last run; null where it did not run. */
  seen(): Seen | null
  remove(): void
}

/** A shell script, because it starts in milliseconds. It cannot be told anything by the environment, which is filtered. */
export function standIn(program: string, folder = mkdtempSync(join(tmpdir(), 'spec-stand-in-'))): StandIn {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  mkdirSync(join(folder, 'texts'))
  const at = (name: string): string => join(folder, name)
  const script = `#!/bin/sh
here='${folder}'
if [ "$1" = show ]; then
  read -r code < "$here/show"; [ "$code" = 0 ] || echo "Error: model '$2' not found" >&2; exit "$code"
fi
if [ "$1" = --version ]; then cat "$here/version"; exit 0; fi
for word in "$@"; do printf '%s\\n' "$word"; [ -f "$word" ] && cp "$word" "$here/texts/"; done > "$here/args"
[ -f "$GEMINI_SYSTEM_MD" ] && cp "$GEMINI_SYSTEM_MD" "$here/texts/"
pwd > "$here/cwd"; echo * .[!.]* > "$here/files"; export -p > "$here/env"; cat > "$here/stdin"
cat "$here/out"; cat "$here/err" >&2
[ -f "$here/hangs" ] && exec sleep 60
read -r code < "$here/code"; exit "$code"
`
  writeFileSync(join(bin, program), script, { mode: 0o755 })
  const tell = (told: Told): void => {
    writeFileSync(at('out'), told.out ?? '')
    writeFileSync(at('err'), told.err ?? '')
    writeFileSync(at('code'), `${told.code ?? 0}\n`)
    writeFileSync(at('show'), `${told.show ?? 0}\n`)
    writeFileSync(at('version'), `${program} 1.2.3\n`)
    if (told.hangs === true) writeFileSync(at('hangs'), '')
    else rmSync(at('hangs'), { force: true })
    rmSync(at('args'), { force: true })
  }
  tell({})
  const read = (name: string): string => readFileSync(at(name), 'utf8')
  return {
    bin,
    tell,
    seen() {
      if (!existsSync(at('args'))) return null
      const env = read('env')
        .split('\n')
        .map((line): [string, string] => {
          // `export NAME='value'` of dash, `export NAME="value"` of bash.
          const [, name = '', value = ''] = /^export (\w+)=['"]?(.*?)['"]?$/.exec(line) ?? []
          return [name, value]
        })
      return {
        args: read('args').split('\n').slice(0, -1),
        stdin: read('stdin'),
        cwd: read('cwd').trim(),
        files: read('files'),
        env: new Map(env),
        texts: new Map(readdirSync(at('texts')).map((name) => [name, read(join('texts', name))])),
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
