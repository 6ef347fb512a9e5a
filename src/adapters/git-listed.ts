// What git prints with `-z` in, the paths or names in it out.
export function listed(stdout: string): readonly string[] {
  return stdout.split('\0').filter((one) => one !== '')
}
