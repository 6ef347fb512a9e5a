// Arguments for git in, the same with every way to a remote shut out. In a partial clone git fetches what it lacks, without
// being asked, by whatever the repository's configuration says: `ext::sh -c …` runs a program.

/** What git may speak with a remote (gitprotocol-common(5), `protocol.<name>.allow` of git-config(1)). */
const transports = ['ext', 'file', 'ftp', 'ftps', 'git', 'http', 'https', 'ssh']

/** An object that is missing is then an error of the command. The command line's settings outdo the repository's. */
export function offline(args: readonly string[]): readonly string[] {
  const names = ['', ...transports.map((name) => `${name}.`)]
  return [...names.flatMap((name) => ['-c', `protocol.${name}allow=never`]), ...args]
}
