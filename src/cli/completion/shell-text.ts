// Pieces of shell text that the scripts share.

/**
 * The ids of the specs of the project around the current folder, one a line, found without starting Node. POSIX sh; zsh
 * runs it too. Paths with a line feed are left out. What it prints are a stranger's file names: no script may let a
 * shell evaluate them.
 */
export const findIds = `dir=$PWD
  while [ ! -d "$dir/specs/features" ]; do
    if [ -z "$dir" ]; then exit 0; fi
    dir=\${dir%/*}
  done
  find "$dir/specs/features" "$dir/specs/architecture" -type f -name '*.md' ! -path '*
*' 2>/dev/null | while IFS= read -r file; do
    file=\${file#"$dir"/specs/*/}
    printf '%s\\n' "\${file%.md}"
  done | LC_ALL=C sort`

/** A word as sh, bash and zsh read it back. */
export function quoteSh(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}

/** A word as fish reads it back. */
export function quoteFish(word: string): string {
  return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
